using Eden.Lab.Recordings;
using Eden.Lab.Verification;
using Eden.Testing;

namespace Eden.Lab.Tests.Verification;

public sealed class LbfgsVerifierTests
{
    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(Repository.PathTo("tests", "golden-lbfgs"), "lbfgs-*.json").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Fact]
    public void There_are_both_problems_with_and_without_a_line_search() => Assert.Equal(4, Files.Count);

    [Theory]
    [MemberData(nameof(Files))]
    public void A_recording_passes_and_one_number_changed_fails_it(string file)
    {
        LbfgsRecording recording = (LbfgsRecording)RecordingFile.Read(Repository.PathTo("tests", "golden-lbfgs", file), cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(Eden.Lab.Verification.Verdict.Pass, Verdict(recording));

        Assert.Equal(Eden.Lab.Verification.Verdict.Fail, Verdict(With(recording, step => step with { Evaluations = step.Evaluations + 1 })));
        Assert.Equal(Eden.Lab.Verification.Verdict.Fail, Verdict(With(recording, step => step with { LossBefore = (step.LossBefore * 1.00001) + 1e-5 })));
        Assert.Equal(Eden.Lab.Verification.Verdict.Fail, Verdict(With(recording, step => step with { Weights = [.. step.Weights.Select(weight => weight + 1e-5)] })));
        Assert.Equal(Eden.Lab.Verification.Verdict.Fail, Verdict(recording with { Options = recording.Options with { LearningRate = recording.Options.LearningRate * 0.9 } }));
    }

    private static Verdict Verdict(Recording recording) => RecordingVerifier.Verify(recording, cancellation: TestContext.Current.CancellationToken).Verdict;

    /// <summary>With the second step changed.</summary>
    private static LbfgsRecording With(LbfgsRecording recording, Func<LbfgsStep, LbfgsStep> change) =>
        recording with { Steps = [.. recording.Steps.Select((step, index) => index == 1 ? change(step) : step)] };
}
