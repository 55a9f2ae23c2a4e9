using System.Text.Json;
using Eden.Lab.Claims;
using Eden.Lab.Report;

namespace Eden.Lab.Tests.Claims;

public sealed class ArticleClaimsTests
{
    /// <summary>The claim whose evidence includes times.</summary>
    private const int Timed = 4;

    private static readonly ClaimVerdict[] Documented =
    [
        ClaimVerdict.Holds, ClaimVerdict.False, ClaimVerdict.Holds, ClaimVerdict.HoldsOnlyIf,
        ClaimVerdict.HoldsOnlyIf, ClaimVerdict.Holds, ClaimVerdict.Holds, ClaimVerdict.HoldsOnlyIf,
        ClaimVerdict.Holds,
    ];

    private static readonly Lazy<ClaimsResult> Default = new(() => ArticleClaims.Run(new ClaimsConfig { Seeds = 3 }));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Every_claim_comes_out_as_documented(ulong seed)
    {
        ClaimsResult result = seed == 1 ? Default.Value : Run(new ClaimsConfig { Seed = seed, Seeds = 3 });

        Assert.Equal(Documented, result.Claims.Select(claim => claim.Found));
        Assert.All(result.Claims, claim => Assert.True(claim.AsDocumented, $"claim {claim.Number}"));
        Assert.True(result.AsDocumented);
    }

    [Fact]
    public void A_claim_tested_alone_gives_the_same_figures_again()
    {
        foreach (ClaimResult claim in Default.Value.Claims.Where(claim => claim.Number != Timed))
        {
            ClaimsConfig config = new() { Claims = [claim.Number] };
            ClaimResult alone = Assert.Single(Run(claim.Number == ClaimsConfig.TrainingClaim ? config with { Seeds = 3 } : config).Claims);
            Assert.Equal(Text(claim), Text(alone));
        }

        static string Text(ClaimResult claim) => JsonSerializer.Serialize(new ClaimsResult { Config = new(), Stamp = RunStamp.Take(), Claims = [claim] }, ResultTypes.Claims);
    }

    [Fact]
    public void The_command_names_claim_and_seed()
    {
        Assert.Equal("eden claims --claim 6", Run(new ClaimsConfig { Claims = [6] }).Claims[0].Command);
        Assert.Equal("eden claims --claim 6 --seed 9", Run(new ClaimsConfig { Claims = [6], Seed = 9 }).Claims[0].Command);
    }

    [Fact]
    public void Every_text_is_in_both_languages()
    {
        foreach (ClaimResult claim in Default.Value.Claims)
        {
            Phrase[] sentences = [claim.Statement, claim.Finding, .. claim.Checks.Select(check => check.Quantity), .. claim.Tables.Select(table => table.Title), .. claim.Charts.SelectMany(chart => new[] { chart.Title, chart.Description })];
            Assert.All(sentences, sentence => Assert.True(HasChinese(sentence.Chinese) && !HasChinese(sentence.English), sentence.English));
            Assert.All(claim.Tables, table => Assert.All(table.Rows, row => Assert.Equal(table.Columns.Count, row.Cells.Count + 1)));
            Assert.All(claim.Charts.SelectMany(chart => chart.Series), series => Assert.Equal(series.X.Count, series.Y.Count));
        }

        static bool HasChinese(string text) => text.Any(character => character is >= '\u4e00' and <= '\u9fff');
    }

    [Fact]
    public void The_result_is_the_same_after_writing_and_reading()
    {
        ClaimsResult result = Default.Value;
        string json = JsonSerializer.Serialize(result, ResultTypes.Claims);

        ClaimsResult read = JsonSerializer.Deserialize(json, ResultTypes.Claims)!;

        Assert.Equal(json, JsonSerializer.Serialize(read, ResultTypes.Claims));
        Assert.Contains("\"found\": \"false\"", json, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    public void A_claim_that_there_is_not_is_refused(int number) =>
        Assert.Contains("from 1 to 9", Assert.Throws<InputException>(() => Run(new ClaimsConfig { Claims = [number] })).Message, StringComparison.Ordinal);

    [Fact]
    public void The_command_keeps_seeds_and_data_of_the_claim_that_trains()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("it's", string.Concat(Enumerable.Repeat("1,2,x\n3,4,y\n", 10)));

        ClaimsResult result = Run(new ClaimsConfig { Claims = [2, 6], Seeds = 2, Data = path });

        Assert.Equal([$"eden claims --claim 2 --seeds 2 --data '{folder.PathTo("it'\\''s")}'", "eden claims --claim 6"], result.Claims.Select(claim => claim.Command));
    }

    [Fact]
    public void Data_that_are_not_there_are_refused_before_any_claim_is_tested()
    {
        Reports done = new();

        InputException refusal = Assert.Throws<InputException>(() => ArticleClaims.Run(new ClaimsConfig { Data = "no/such" }, done, cancellation: TestContext.Current.CancellationToken));

        Assert.Equal(("there are no data 'no/such'; it must be 'digits', 'fashion-mnist', a folder of IDX files or a CSV file", 0), (refusal.Message, done.Count));
    }

    [Fact]
    public void What_is_likely_a_mistake_in_the_data_is_told_and_kept()
    {
        using TemporaryFolder folder = new();
        string file = folder.Write("table.csv", "id,x,class\n" + string.Concat(Enumerable.Range(0, 20).Select(row => $"{row},{row * row % 7},{row % 2}\n")));
        Warnings warnings = new();

        ClaimsResult result = ArticleClaims.Run(new ClaimsConfig { Claims = [ClaimsConfig.TrainingClaim], Seeds = 2, Data = file }, null, warnings, TestContext.Current.CancellationToken);

        Assert.Equal([$"'{file}': column 'id' counts the rows; if it is an index, remove it, for it says nothing about a new sample"], warnings.Told);
        Assert.Equal(warnings.Told, result.Warnings);
    }

    [Fact]
    public void What_is_for_the_claim_that_trains_is_refused_without_it()
    {
        Assert.StartsWith("--seeds is for claim 2", Assert.Throws<InputException>(() => Run(new ClaimsConfig { Claims = [6], Seeds = 9 })).Message, StringComparison.Ordinal);
        Assert.StartsWith("--data is for claim 2", Assert.Throws<InputException>(() => Run(new ClaimsConfig { Claims = [6], Data = "digits" })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void It_stops_when_asked() =>
        Assert.Throws<OperationCanceledException>(() => ArticleClaims.Run(new ClaimsConfig(), cancellation: new CancellationToken(canceled: true)));

    private static ClaimsResult Run(ClaimsConfig config) => ArticleClaims.Run(config, cancellation: TestContext.Current.CancellationToken);

    private sealed class Warnings : IProgress<string>
    {
        public List<string> Told { get; } = [];

        public void Report(string value) => Told.Add(value);
    }

    private sealed class Reports : IProgress<int>
    {
        public int Count { get; private set; }

        public void Report(int value) => Count++;
    }
}
