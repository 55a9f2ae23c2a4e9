using System.Text.Json;
using Eden.Lab.PyTorch;

namespace Eden.Lab.Tests.PyTorch;

public sealed class TraceTests
{
    /// <summary>The optimizers that tools/record_trace.py records, in its order.</summary>
    private static readonly string[] Optimizers = ["Adam", "AdamW", "SGD", "NAdam", "RAdam", "Adamax", "Adagrad", "RMSprop", "SparseAdam", "Adadelta", "Rprop", "ASGD"];

    private static readonly Lazy<Task<List<JsonElement>>> TwoRounds = new(() => RecordAsync(2 * Optimizers.Length, seed: 1));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_optimizers_and_element_types_take_turns()
    {
        List<JsonElement> cases = await TwoRounds.Value;

        Assert.Equal(
            [
                .. Optimizers.Select((optimizer, index) => $"{optimizer} float{(index % 2 == 0 ? 32 : 64)}"),
                .. Optimizers.Select((optimizer, index) => $"{optimizer} float{(index % 2 == 0 ? 64 : 32)}"),
            ],
            cases.Select(root => $"{root.GetProperty("optimizer").GetString()} {root.GetProperty("dtype").GetString()}"));
        Assert.All(cases, root => Assert.Equal(
            root.GetProperty("optimizer").GetString() == "SparseAdam" ? "optimizer-trace/2" : "optimizer-trace/1", root.GetProperty("format").GetString()));
    }

    [Fact]
    public async Task One_round_shows_every_option_on_and_off()
    {
        List<JsonElement> cases = await TwoRounds.Value;

        foreach (JsonElement adam in cases.Take(2))
        {
            Assert.Equal([false, true], Values(adam, "amsgrad", value => value.GetBoolean()));
            Assert.Equal([false, true], Values(adam, "maximize", value => value.GetBoolean()));
            Assert.Equal([false, true], Values(adam, "weight_decay", value => value.GetDouble() > 0));
            Assert.Equal([false, true], Values(adam, "eps", value => value.GetDouble() != 1e-8));
            Assert.Equal(2, adam.GetProperty("groups").GetArrayLength());
        }

        JsonElement sgd = cases[2];
        Assert.Equal([false, true], Values(sgd, "nesterov", value => value.GetBoolean()));
        Assert.Equal([false, true], Values(sgd, "dampening", value => value.GetDouble() > 0));
        Assert.Equal([true], Values(sgd, "momentum", value => value.GetDouble() > 0));
        Assert.Equal([false, true], Values(sgd, "weight_decay", value => value.GetDouble() > 0));
        Assert.Equal([false, true], Values(cases[3], "momentum_decay", value => value.GetDouble() != 0.004));
        Assert.Equal([false, true], Values(cases[4], "betas", value => value[0].GetDouble() != 0.9 || value[1].GetDouble() != 0.999));
        Assert.Equal([false, true], Values(cases[5], "weight_decay", value => value.GetDouble() > 0));
        Assert.Equal([false, true], Values(cases[6], "lr_decay", value => value.GetDouble() > 0));
        Assert.Equal([false, true], Values(cases[7], "momentum", value => value.GetDouble() > 0));
        Assert.Equal([false, true], Values(cases[7], "centered", value => value.GetBoolean()));
        Assert.Equal([false, true], Values(cases[9], "rho", value => value.GetDouble() != 0.9));
        Assert.Equal([false, true], Values(cases[10], "etas", value => value[0].GetDouble() != 0.5));
        Assert.Equal([false, true], Values(cases[11], "t0", value => value.GetDouble() < 1e6));
    }

    [Fact]
    public async Task Two_rounds_show_momentum_off_and_a_filled_accumulator_too()
    {
        List<JsonElement> cases = await TwoRounds.Value;

        Assert.Equal([false, true], Values(cases[Optimizers.Length + 2], "momentum", value => value.GetDouble() > 0));
        Assert.Equal([false], Values(cases[6], "initial_accumulator_value", value => value.GetDouble() > 0));
        Assert.Equal([true], Values(cases[Optimizers.Length + 6], "initial_accumulator_value", value => value.GetDouble() > 0));
    }

    [Fact]
    public async Task Each_case_has_a_scalar_odd_lengths_absent_gradients_and_a_changing_rate()
    {
        foreach (JsonElement root in await TwoRounds.Value)
        {
            JsonElement[] parameters = [.. root.GetProperty("params").EnumerateArray()];
            JsonElement[] steps = [.. root.GetProperty("steps").EnumerateArray()];
            Assert.Equal(root.GetProperty("optimizer").GetString() != "SparseAdam", parameters.Any(parameter => parameter.GetProperty("shape").GetArrayLength() == 0));
            Assert.Contains(parameters, parameter => parameter.GetProperty("initial").GetArrayLength() > 100);
            Assert.Contains(steps, step => step.GetProperty("grads").EnumerateObject().Any(gradient => gradient.Value.ValueKind == JsonValueKind.Null));
            Assert.True(steps.Select(step => step.GetProperty("lr")[0].GetDouble()).Distinct().Count() > 1);
        }
    }

    [Fact]
    public async Task A_parameter_without_gradient_keeps_its_value_and_its_step_count()
    {
        foreach (JsonElement root in (await TwoRounds.Value).Where(root => root.GetProperty("optimizer").GetString() != "SGD"))
        {
            foreach (JsonElement parameter in root.GetProperty("params").EnumerateArray())
            {
                string name = parameter.GetProperty("name").GetString()!;
                string before = parameter.GetProperty("initial").GetRawText();
                int taken = 0;
                foreach (JsonElement step in root.GetProperty("steps").EnumerateArray())
                {
                    string after = step.GetProperty("params").GetProperty(name).GetRawText();
                    bool absent = step.GetProperty("grads").GetProperty(name).ValueKind == JsonValueKind.Null;
                    Assert.True(!absent || before == after);
                    taken += absent ? 0 : 1;
                    before = after;
                }

                bool hasState = root.GetProperty("final_state").GetProperty(name).TryGetProperty("step", out JsonElement recorded);
                Assert.Equal(taken, hasState ? recorded.GetInt32() : 0);
            }
        }
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_bytes_and_another_one_does_not()
    {
        PyTorchRecorder recorder = await LivePyTorch.FindAsync();

        byte[] first = (await recorder.RecordTracesAsync(1, 7, Token).SingleAsync(Token)).ToArray();
        byte[] again = (await recorder.RecordTracesAsync(2, 7, Token).FirstAsync(Token)).ToArray();
        byte[] other = (await recorder.RecordTracesAsync(1, 8, Token).SingleAsync(Token)).ToArray();

        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
    }

    [Fact]
    public async Task No_cases_are_no_documents() => Assert.Empty(await RecordAsync(0, seed: 1));

    [Fact]
    public async Task A_negative_number_of_cases_is_refused()
    {
        PyTorchRecorder recorder = await LivePyTorch.FindAsync();

        Assert.Throws<ArgumentOutOfRangeException>("cases", () => recorder.RecordTracesAsync(-1, 1, Token));
    }

    private static async Task<List<JsonElement>> RecordAsync(int cases, ulong seed)
    {
        PyTorchRecorder recorder = await LivePyTorch.FindAsync();
        return await recorder.RecordTracesAsync(cases, seed)
            .Select(document => JsonDocument.Parse(document).RootElement)
            .ToListAsync();
    }

    private static bool[] Values(JsonElement root, string option, Func<JsonElement, bool> read) =>
    [
        .. root.GetProperty("groups").EnumerateArray()
            .Select(group => read(group.GetProperty("options").GetProperty(option)))
            .Distinct()
            .Order(),
    ];
}
