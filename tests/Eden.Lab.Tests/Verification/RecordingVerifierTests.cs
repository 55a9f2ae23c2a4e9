using Eden.Lab.Verification;

namespace Eden.Lab.Tests.Verification;

public class RecordingVerifierTests
{
    public static TheoryData<string> SupportedFiles => [.. GoldenRecordings.Supported];

    [Theory]
    [MemberData(nameof(SupportedFiles))]
    public void Every_supported_golden_recording_passes(string name)
    {
        VerificationResult result = RecordingVerifier.Verify(GoldenRecordings.Read(name), cancellation: TestContext.Current.CancellationToken);
        File.AppendAllText("/tmp/verify.txt", $"{name} {result.Verdict} {string.Join(" ", result.Differences.Select(d => $"{d.Kind} {d.Share:g3} {d.Largest?.Absolute:g3} {d.Largest?.Place} {d.Beyond}/{d.Count};"))} free {result.FreeRun?.Largest:g3} rms {result.FreeRun?.RootMeanSquare:g3} eden {result.EdenFromExact?.Largest:g3} {result.EdenFromExact?.RootMeanSquare:g3} torch {result.PyTorchFromExact?.Largest:g3} {result.PyTorchFromExact?.RootMeanSquare:g3}\n");

        Assert.Equal(Verdict.Pass, result.Verdict);
    }
}
