using System.Globalization;

namespace Eden.Checkpoints.PyTorch;

/// <summary>Writes a model and PyTorch's LBFGS as <c>torch.save</c> would.</summary>
internal static class TorchLbfgsWriter
{
    /// <summary>Writes a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">The options.</param>
    /// <param name="weights">The parameters by name.</param>
    /// <param name="state">The state by PyTorch's names: numbers, tensors, and lists of tensors.</param>
    public static void Write(string path, LbfgsOptions options, IEnumerable<(string Name, CheckpointTensor Tensor)> weights, IReadOnlyList<(string Name, object Value)> state)
    {
        (string Key, CheckpointTensor Tensor)[] model = [.. weights];
        PickleWriter pickle = new();
        List<CheckpointTensor> storages = [];
        (string, object?)[] group =
        [
            ("lr", options.LearningRate), ("max_iter", options.MaxIterations), ("max_eval", options.EvaluationLimit), ("tolerance_grad", options.GradientTolerance),
            ("tolerance_change", options.ChangeTolerance), ("history_size", (long)options.HistorySize), ("line_search_fn", options.LineSearch == LineSearch.StrongWolfe ? "strong_wolfe" : null),
        ];
        pickle.Dictionary(new (string, Action)[]
        {
            ("model", () => pickle.OrderedDictionary(model, Put)),
            ("optimizer", () => pickle.Dictionary(new (string, Action)[]
            {
                ("state", () => pickle.Dictionary([(0L, state)], entries => pickle.Dictionary(entries, Put))),
                ("param_groups", () => pickle.List([group], entries => pickle.Dictionary(
                    [.. entries.Select(entry => (entry.Item1, (Action)(() => Put(entry.Item2)))), ("params", () => pickle.List(model.Select((_, index) => (long)index), pickle.Whole))],
                    write => write()))),
            }, write => write())),
        }, write => write());
        AtomicFile.Write(path, stream => TorchWriter.WriteArchive(stream, pickle.ToArray(), storages, null, default));

        void Put(object? value)
        {
            switch (value)
            {
                case null:
                    pickle.None();
                    break;
                case long whole:
                    pickle.Whole(whole);
                    break;
                case double number:
                    pickle.Number(number);
                    break;
                case string text:
                    pickle.Text(text);
                    break;
                case CheckpointTensor tensor:
                    pickle.Tensor(tensor, storages.Count.ToString(CultureInfo.InvariantCulture));
                    storages.Add(tensor);
                    break;
                default:
                    pickle.List((CheckpointTensor[])value, Put);
                    break;
            }
        }
    }
}
