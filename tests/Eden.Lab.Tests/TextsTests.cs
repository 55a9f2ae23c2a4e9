using System.Text;
using System.Text.RegularExpressions;
using Eden.Testing;

namespace Eden.Lab.Tests;

public partial class TextsTests
{
    private static readonly string[] Code = [.. new[] { "Eden.Lab", "Eden.Cli" }
        .SelectMany(project => Directory.EnumerateFiles(Repository.PathTo("src", project), "*.cs", SearchOption.AllDirectories))
        .Select(File.ReadAllText)];

    private static readonly string[] UsedKeys = [.. Code
        .SelectMany(code => Use().Matches(code))
        .Select(match => Regex.Unescape(match.Groups["key"].Value))
        .Distinct()];

    [Fact]
    public void Keys_have_no_values_in_them() => Assert.Empty(Code.SelectMany(code => Mistake().Matches(code)).Select(match => match.Value));

    [Fact]
    public void Every_text_that_the_code_names_is_there_in_Chinese() => Assert.Empty(UsedKeys.Except(Texts.KeysOf(Language.Chinese)));

    [Fact]
    public void Every_text_of_the_files_is_named_by_the_code()
    {
        Assert.Empty(Texts.KeysOf(Language.Chinese).Except(UsedKeys));
        Assert.Empty(Texts.KeysOf(Language.English).Except(UsedKeys));
    }

    [Fact]
    public void Every_key_that_is_no_text_has_a_text_in_English() =>
        Assert.Empty(Texts.KeysOf(Language.Chinese).Where(key => DottedKey().IsMatch(key)).Except(Texts.KeysOf(Language.English)));

    [Fact]
    public void Every_text_has_holes_that_can_be_filled() =>
        Assert.All(UsedKeys.SelectMany(key => new[] { Texts.Find(key, Language.English), Texts.Find(key, Language.Chinese) }), text => CompositeFormat.Parse(text));

    [Fact]
    public void A_phrase_takes_values_alike_in_every_culture_and_phrases_in_its_language() =>
        Assert.Equal(
            new Phrase("holds only if the norm is 0.5", "有条件成立：the norm is 0.5"),
            Phrase.Of("holds only if {0}", Phrase.Same("the norm is 0.5")));

    [GeneratedRegex("""(?:Phrase\.Of|\bIn)\(\s*"(?<key>(?:[^"\\]|\\.)*)"(?=[,)])""")]
    private static partial Regex Use();

    [GeneratedRegex("""(?:Phrase\.Of|\bIn)\(\$".*""")]
    private static partial Regex Mistake();

    [GeneratedRegex(@"^[A-Z]\w+\.[\w.-]+$")]
    private static partial Regex DottedKey();
}
