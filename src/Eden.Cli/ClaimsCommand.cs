using System.CommandLine;
using Eden.Cli.Options;
using Eden.Cli.Output;
using Eden.Lab.Claims;
using Eden.Lab.Data;
using Eden.Lab.Report;

namespace Eden.Cli;

/// <summary><c>eden claims</c>: what articles claim on Adam and AdamW, tested.</summary>
internal static class ClaimsCommand
{
    private static readonly ClaimsConfig Defaults = new();

    private static readonly Option<int[]> Claim = new("--claim")
    {
        Description = "Number of the claim to test; repeatable [default: all]",
        HelpName = "number",
        AllowMultipleArgumentsPerToken = false,
        CustomParser = result => [.. result.Tokens.Select(token => int.TryParse(token.Value, out int number) && number >= 1 && number <= ArticleClaims.Count ? number : Refuse(result, token.Value))],
    };

    private static readonly Option<long> Seed = NumberOption.Whole("--seed", "Seed of random gradients and weights", (long)Defaults.Seed, 0, helpName: "seed");

    private static readonly Option<long> Seeds = NumberOption.Whole("--seeds", "Trainings per mean in claim 2", Defaults.Seeds, 2, ClaimsConfig.MostSeeds);

    private static readonly Option<string?> Data = new("--data")
    {
        Description = "Also train on these data for claim 2: fashion-mnist, a folder of IDX files, or a CSV file",
        HelpName = "data",
    };

    private static readonly Option<Lab.Language?> Language = LanguageOption.Create();

    private static readonly Option<string?> Json = JsonTarget.CreateOption();

    private static readonly Option<string?> Html = HtmlTarget.CreateOption();

    public static Command Create()
    {
        Command command = new("claims", "Tests what articles claim about Adam and AdamW. Exit code 1 if a verdict differs from the documented one.") { Claim, Seed, Seeds, Data, Language, Json, Html };
        HelpExamples.AddTo(
            command,
            "eden claims                           all claims",
            "eden claims --claim 2 --lang zh       one claim, in Chinese",
            "eden claims --data fashion-mnist      also train on Fashion-MNIST",
            "eden claims --json - | jq '.claims[] | .found'");
        command.SetAction(parsed => Interrupt.Guard(cancellation => Run(parsed, cancellation)));
        return command;
    }

    internal static int ExitCodeOf(ClaimsResult result) => result.AsDocumented ? ExitCode.Success : ExitCode.CheckFailed;

    private static int Refuse(System.CommandLine.Parsing.ArgumentResult result, string text)
    {
        result.AddError($"--claim is '{text}'; it must be a whole number from 1 to {ArticleClaims.Count}");
        return 0;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellation)
    {
        ClaimsConfig config = new()
        {
            Claims = [.. (parsed.GetValue(Claim) ?? []).Distinct().Order()],
            Seed = (ulong)parsed.GetValue(Seed),
            Seeds = (int)parsed.GetValue(Seeds),
            Data = parsed.GetValue(Data) is string data ? DataSets.SourceOf(data) : null,
        };
        Lab.Language language = parsed.GetValue(Language) ?? default;
        string command = CommandText.Of(parsed);
        using ResultTargets targets = ResultTargets.Open(parsed.GetValue(Json), parsed.GetValue(Html));
        ClaimsResult result = Compute(config, cancellation);
        result = result with { Stamp = result.Stamp with { Command = command } };
        targets.Write(result, () => ResultTypes.Claims, command, language);
        if (targets.LeaveScreen)
        {
            using Screen screen = new();
            new ClaimsScreen(screen, language).Draw(result);
        }

        return ExitCodeOf(result);
    }

    private static ClaimsResult Compute(ClaimsConfig config, CancellationToken cancellation) => Progress.Watch(
        "claims", config.Claims.Count == 0 ? ArticleClaims.Count : config.Claims.Count, progress => ArticleClaims.Run(config, progress, progress, cancellation));
}
