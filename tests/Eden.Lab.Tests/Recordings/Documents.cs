using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Eden.Lab.Recordings;

namespace Eden.Lab.Tests.Recordings;

/// <summary>Small sound recordings, and ways to spoil them.</summary>
internal static class Documents
{
    public const string Trace = """
        {
          "format": "optimizer-trace/1", "name": "small", "source": { "library": "torch", "version": "1.13.0" },
          "optimizer": "AdamW", "dtype": "float32",
          "groups": [
            { "options": { "lr": 0.1, "betas": [0.9, 0.999], "eps": 1e-8, "weight_decay": 0.01 }, "params": ["weight"] },
            { "options": { "lr": 0.2, "amsgrad": true, "foreach": null }, "params": ["bias"] }
          ],
          "params": [
            { "name": "weight", "shape": [2, 2], "initial": [0.5, -0.25, 1, 2] },
            { "name": "bias", "shape": [], "initial": [0.125] }
          ],
          "steps": [
            { "lr": [0.1, 0.2], "grads": { "weight": [1, 2, 3, 4], "bias": null }, "params": { "weight": [1, 2, 3, 4], "bias": [0.125] } },
            { "lr": [0.1, 0.2], "grads": { "weight": [1, "NaN", "Infinity", "-Infinity"], "bias": [1] }, "params": { "weight": [1, 2, 3, 4], "bias": [0.5] } }
          ],
          "final_state": {
            "weight": { "step": 2, "exp_avg": [1, 2, 3, 4], "exp_avg_sq": [1, 2, 3, 4] },
            "bias": { "step": 1, "exp_avg": [1], "exp_avg_sq": [1], "max_exp_avg_sq": [1] }
          }
        }
        """;

    /// <summary>What only the second version has: sparse gradients, state of other shapes, null in options.</summary>
    public const string Trace2 = """
        {
          "format": "optimizer-trace/2", "name": "small", "source": { "library": "timm", "version": "aa4b5850" },
          "optimizer": "SOAP", "dtype": "float64",
          "groups": [{ "options": { "lr": 0.1, "eps": [null, 0.001], "clip_exp": null, "ns_dtype": "bfloat16" }, "params": ["table", "scalar"] }],
          "params": [{ "name": "table", "shape": [3, 2], "initial": [1, 2, 3, 4, 5, 6] }, { "name": "scalar", "shape": [], "initial": [0.5] }],
          "steps": [
            { "lr": [0.1], "grads": { "table": { "rows": [2, 0, 2], "values": [1, 2, 3, 4, 5, 6] }, "scalar": [1] }, "params": { "table": [1, 2, 3, 4, 5, 6], "scalar": [0.5] } }
          ],
          "final_state": {
            "table": {
              "step": 1, "mu": 0.5, "exp_avg": { "shape": [3, 2], "values": [1, 2, 3, 4, 5, 6] }, "row_var": { "shape": [3, 1], "values": [1, 2, 3] },
              "GG": [{ "shape": [1, 1], "values": [1] }, { "shape": [2, 1], "values": [2, "NaN"] }], "prev": null
            }
          }
        }
        """;

    public const string Experiment = """
        {
          "format": "four-model-experiment/1", "source": { "library": "torch", "version": "1.13.0" }, "seed": 18446744073709551615,
          "dtype": "float64", "lr": 0.1, "weight_decay": { "Adam": 0, "AdamW": 0.01, "Adam+L2": 0.01, "Adam+L2InLoss": 0.01 },
          "initial": [0.5, -0.5],
          "epochs": [
            {
              "input": [1, 2, 3, 4],
              "models": {
                "Adam": { "loss": 1, "grad": [1, 2], "weight": [3, 4] },
                "AdamW": { "loss": 1, "grad": [1, 2], "weight": [3, 4] },
                "Adam+L2": { "loss": 1, "grad": [1, 2], "weight": [3, 4] },
                "Adam+L2InLoss": { "loss": 1, "grad": [1, 2], "weight": [3, 4] }
              }
            }
          ]
        }
        """;

    public const string Schedules = """
        {
          "format": "lr-schedules/1", "source": { "library": "torch", "version": "1.13.0" }, "base_lr": 0.1,
          "schedules": [
            { "type": "StepLR", "args": { "step_size": 1, "gamma": 0.5 }, "lr": [0.1, 0.05, 0.025] },
            {
              "type": "SequentialLR",
              "args": { "schedulers": [["ConstantLR", { "factor": 0.5, "total_iters": 9 }], ["ExponentialLR", { "gamma": 0.5 }]], "milestones": [2] },
              "lr": [0.05, 0.05, 0.1, 0.05]
            },
            {
              "type": "OneCycleLR",
              "args": { "max_lr": 0.4, "total_steps": 5, "pct_start": 0.6, "anneal_strategy": "linear", "div_factor": 4, "final_div_factor": 4, "cycle_momentum": true },
              "lr": [0.1, 0.25, 0.4], "momentum": [0.95, 0.9, 0.85]
            }
          ]
        }
        """;

    public const string Plateau = """
        {
          "format": "plateau/1", "source": { "library": "torch", "version": "1.13.0" },
          "args": { "mode": "min", "factor": 0.5, "patience": 1 }, "metrics": [1, "NaN", 0.5, 2, 3, "Infinity"], "lr_after": [0.1, 0.1, 0.1, 0.1, 0.05, 0.05]
        }
        """;

    public static string Digits { get; } = $$"""
        {
          "format": "mlp-digits/1", "source": { "library": "torch", "version": "1.13.0" }, "dtype": "float32", "optimizer": "Adam",
          "layers": [64, 10], "activation": "relu", "loss": "cross-entropy(mean)", "batch": 4,
          "batch_rule": "step t uses rows (t*4 + i) mod 1797, i in 0..3, file order, features divided by 16",
          "groups": [{ "params": "ndim > 1", "weight_decay": 0.05 }, { "params": "ndim == 1", "weight_decay": 0 }],
          "lr": 0.003, "options": { "amsgrad": true },
          "initial": { "0.weight": [{{Zeros(640)}}], "0.bias": [{{Zeros(10)}}] },
          "loss_per_step": [2.302585, 2.3],
          "final": { "0.weight": [{{Zeros(640)}}], "0.bias": [{{Zeros(10)}}] }
        }
        """;

    public static Recording Parse(string json) => Parse(Encoding.UTF8.GetBytes(json));

    public static Recording Parse(byte[] json) => RecordingFile.Parse(new MemoryStream(json), "bad.json", TestContext.Current.CancellationToken);

    /// <summary>What the reader says against a document.</summary>
    public static string Complaint(string json)
    {
        string message = Assert.Throws<InputException>(() => Parse(json)).Message;
        Assert.DoesNotContain('\n', message);
        return message;
    }

    /// <summary>The document with the value at <paramref name="path"/> replaced, or removed where <paramref name="json"/> is
    /// empty.</summary>
    /// <param name="document">The document.</param>
    /// <param name="path">Names and indices, separated by slashes.</param>
    /// <param name="json">The new value.</param>
    public static string Edit(string document, string path, string json)
    {
        JsonNode root = JsonNode.Parse(document)!;
        string[] parts = path.Split('/');
        JsonNode owner = parts[..^1].Aggregate(root, (node, part) => node is JsonArray ? node[Index(part)]! : node[part]!);
        if (owner is JsonArray array)
        {
            array[Index(parts[^1])] = JsonNode.Parse(json);
        }
        else if (json.Length == 0)
        {
            Assert.True(owner.AsObject().Remove(parts[^1]));
        }
        else
        {
            owner[parts[^1]] = JsonNode.Parse(json);
        }

        return root.ToJsonString();
    }

    private static int Index(string part) => int.Parse(part, CultureInfo.InvariantCulture);

    private static string Zeros(int count) => string.Join(',', Enumerable.Repeat("0", count));
}
