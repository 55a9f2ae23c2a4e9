using System.Text;
using Eden.Lab.Recordings;
using Eden.Lab.Verification;
using Eden.Testing;

namespace Eden.Lab.Tests.Recordings;

[Trait("Suite", Fuzz.Suite)]
public class RecordingFuzzTests
{
    private static readonly string[] Tokens =
    [
        "{", "}", "[", "]", ":", ",", "\"", "\\", "\\u0000", "\\ud800", "\0", "[[", "{\"a\":", "\"format\":", "\"steps\":", "\"params\":", "\"shape\":", "\"grads\":", "\"lr\":", "\"options\":", "\"args\":", "\"schedulers\":", "\"milestones\":", "\"weight\"", "\"AdamW\"", "\"SGD\"", "\"float32\"", "\"StepLR\"", "\"SequentialLR\"", "\"ChainedScheduler\"", "\"CosineAnnealingWarmRestarts\"", "\"optimizer-trace/1\"", "\"lr-schedules/1\"", "\"plateau/1\"", "\"betas\":", "\"nesterov\":", "\"final_state\":", "\"rows\":", "\"values\":",
    ];

    public static TheoryData<string, int> Corpora => new()
    {
        { nameof(Documents.Trace), 15_000 },
        { nameof(Documents.Trace2), 5000 },
        { nameof(Documents.Experiment), 4000 },
        { nameof(Documents.Digits), 2000 },
        { nameof(Documents.Schedules), 15_000 },
        { nameof(Documents.Plateau), 8000 },
    };

    [Theory]
    [MemberData(nameof(Corpora))]
    public void A_spoiled_recording_is_read_and_verified_or_refused(string format, int count)
    {
        string document = format switch
        {
            nameof(Documents.Trace) => Documents.Trace,
            nameof(Documents.Trace2) => Documents.Trace2,
            nameof(Documents.Experiment) => Documents.Experiment,
            nameof(Documents.Schedules) => Documents.Schedules,
            nameof(Documents.Plateau) => Documents.Plateau,
            _ => Documents.Digits,
        };
        Fuzz.Run<InputException>(new([Encoding.UTF8.GetBytes(document)], Tokens), count, input =>
        {
            using MemoryStream stream = new(input);
            RecordingVerifier.Verify(RecordingFile.Parse(stream, "spoiled.json"));
        });
    }
}
