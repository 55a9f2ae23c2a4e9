namespace Eden.Lab.Tests;

public class WordsTests
{
    private static readonly string[] Known = ["adam", "adamw", "adamax", "rmsprop", "multi-step", "cosine", "cosine-restarts", "en"];

    [Theory]
    [InlineData("adam", "adam")]
    [InlineData("Adam", "adam")]
    [InlineData("ADAM-W", "adamw")]
    [InlineData("RMSprop", "rmsprop")]
    [InlineData("MultiStep", "multi-step")]
    [InlineData("multi_step", "multi-step")]
    [InlineData("multistep", "multi-step")]
    [InlineData("Cosine Restarts", "cosine-restarts")]
    [InlineData("EN", "en")]
    [InlineData("ada", null)]
    [InlineData("", null)]
    public void A_word_is_found_however_it_is_written(string word, string? known) => Assert.Equal(known, Words.Find(word, Known));

    [Fact]
    public void A_word_that_fits_two_is_taken_only_as_it_stands()
    {
        Assert.Equal("a-b", Words.Find("a-b", ["ab", "a-b"]));
        Assert.Null(Words.Find("A_B", ["ab", "a-b"]));
    }

    [Theory]
    [InlineData("rmsprob", "'rmsprob' (did you mean rmsprop?)")]
    [InlineData("rsmprop", "'rsmprop' (did you mean rmsprop?)")]
    [InlineData("rms", "'rms' (did you mean rmsprop?)")]
    [InlineData("adamx", "'adamx' (did you mean adam, adamw or adamax?)")]
    [InlineData("cos", "'cos' (did you mean cosine or cosine-restarts?)")]
    [InlineData("multistpe", "'multistpe' (did you mean multi-step?)")]
    [InlineData("eu", "'eu'")]
    [InlineData("frobnicate", "'frobnicate'")]
    [InlineData("", "''")]
    [InlineData("\u001b[31m", "'\\u001b[31m'")]
    public void The_nearest_words_are_suggested(string word, string quoted) => Assert.Equal(quoted, Words.Quote(word, Known));

    [Fact]
    public void A_refusal_names_what_is_set_and_all_that_is_allowed()
    {
        Assert.Equal("--x is 'reul' (did you mean relu?); it must be relu, tanh or gelu", Words.Refusal("--x", "reul", ["relu", "tanh", "gelu"]));
        Assert.Equal("--x is '7,a'; it must be logistic or widths", Words.Refusal("--x", "7,a", ["logistic"], "widths"));
        Assert.Equal("--x is 'b'; it must be a", Assert.Throws<InputException>(() => Words.Choose("--x", "b", ["a"])).Message);
        Assert.Equal("a", Words.Choose("--x", "A", ["a"]));
    }
}
