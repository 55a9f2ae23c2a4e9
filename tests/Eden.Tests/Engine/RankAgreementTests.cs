using Eden.Tests.Support;

namespace Eden.Tests.Engine;

public sealed class RankAgreementTests
{
    public static TheoryData<string, string> Differences => new()
    {
        { "rate", "LearningRate 0.002 in group 0 there, and LearningRate 0.001 in group 0" },
        { "algorithm", "group 0 with Eden.LionOptions and multiplier 1 there, and group 0 with Eden.AdamWOptions and multiplier 1" },
        { "name", "parameter bias [3] there, and parameter b [3]" },
        { "shape", "parameter w [4, 2] there, and parameter w [2, 4]" },
        { "fewer", "nothing more there, and parameter b [3]" },
        { "frozen", "parameter b [3], frozen there, and parameter b [3]" },
    };

    [Theory]
    [MemberData(nameof(Differences))]
    public void A_rank_that_differs_is_named_on_every_rank_with_what_differs(string difference, string expected)
    {
        string[] messages = Team.Run(3, communicator =>
        {
            string own = communicator.Rank == 2 ? difference : "";
            Parameter<float> w = own == "shape" ? new("w", 4, 2) : new("w", 2, 4);
            Parameter<float> b = new(own == "name" ? "bias" : "b", 3) { IsFrozen = own == "frozen" };
            OptimizerOptions options = own == "algorithm" ? new LionOptions() : new AdamWOptions { LearningRate = own == "rate" ? 0.002 : 0.001 };
            using Optimizer<float> optimizer = new(own == "fewer" ? [w] : [w, b], options);
            string message = Assert.Throws<InvalidOperationException>(() => optimizer.Communicator = communicator).Message;
            Assert.Null(optimizer.Communicator);
            return message;
        });
        Assert.All(messages, message => Assert.Equal($"Rank 2 does not hold what rank 0 holds: {expected} on rank 0. All ranks must make the same model with the same seed and options.", message));
    }

    [Fact]
    public void A_rank_with_other_values_is_named()
    {
        string[] messages = Team.Run(2, communicator =>
        {
            Parameter<double> w = new("w", 2);
            w.Value.Fill(communicator.Rank);
            using AdamW<double> optimizer = new([w]);
            return Assert.Throws<InvalidOperationException>(() => optimizer.Communicator = communicator).Message;
        });
        Assert.All(messages, message => Assert.Contains("Rank 1 does not hold what rank 0 holds: values of 'w' with the SHA-256 ", message, StringComparison.Ordinal));
    }
}
