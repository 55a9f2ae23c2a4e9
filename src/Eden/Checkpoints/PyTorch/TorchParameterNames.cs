namespace Eden.Checkpoints.PyTorch;

/// <summary>
/// Finds the names of an optimizer's parameters, which PyTorch numbers through the groups: number k is the k-th parameter of the
/// groups put one after the other.
/// </summary>
/// <param name="file">The file, for messages.</param>
/// <param name="where">What messages call the optimizer.</param>
/// <param name="allNumbers">The numbers of each group's parameters; groups without parameters are passed over.</param>
internal sealed class TorchParameterNames(SourceFile file, string where, IReadOnlyList<IReadOnlyList<long>> allNumbers)
{
    private const int NamesShown = 8;

    private readonly IReadOnlyList<long>[] _numbers = [.. allNumbers.Where(group => group.Count > 0)];

    /// <summary>Takes names that are given group by group.</summary>
    /// <param name="allNames">The names of each group's parameters.</param>
    /// <param name="source">Who gives them, for messages.</param>
    public Dictionary<long, string> Given(IReadOnlyList<IReadOnlyList<string>> allNames, string source)
    {
        IReadOnlyList<string>[] names = [.. allNames.Where(group => group.Count > 0)];
        if (names.Length != _numbers.Length)
        {
            throw Fail($"has {_numbers.Length} groups, and {source} {names.Length}");
        }

        Dictionary<long, string> byNumber = [];
        HashSet<string> used = new(StringComparer.Ordinal);
        for (int i = 0; i < names.Length; i++)
        {
            if (names[i].Count != _numbers[i].Count)
            {
                throw Fail($"has {_numbers[i].Count} parameters in group {i}, and {source} {names[i].Count}");
            }

            for (int j = 0; j < names[i].Count; j++)
            {
                if (!used.Add(names[i][j]))
                {
                    throw Fail($"has one name for each parameter, and {source} the name '{Printable.Of(names[i][j])}' twice");
                }

                byNumber.Add(_numbers[i][j], names[i][j]);
            }
        }

        return byNumber;
    }

    /// <summary>Finds the only names that fit by shape, or refuses.</summary>
    /// <param name="shapes">The shape of each parameter's state, where it has one.</param>
    /// <param name="model">The shapes of the model's tensors by name.</param>
    public Dictionary<long, string> ByShape(IReadOnlyDictionary<long, string> shapes, IReadOnlyList<(string Name, string Shape)> model)
    {
        Dictionary<long, string> byNumber = [];
        ILookup<string, string> namesOf = model.ToLookup(tensor => tensor.Shape, tensor => tensor.Name);
        long[] all = [.. _numbers.SelectMany(group => group)];
        foreach (long number in all)
        {
            string? shape = shapes.GetValueOrDefault(number);
            string[] candidates = [.. shape is null ? model.Select(tensor => tensor.Name) : namesOf[shape]];
            bool isAlone = all.Length == 1 || (shape is not null && shapes.Values.Count(other => other == shape) == 1);
            if (candidates.Length == 0)
            {
                throw Fail($"has the parameter {number} of shape {shape}, and the model none");
            }

            if (candidates.Length > 1 || !isAlone)
            {
                throw Ambiguous(number, shape, candidates);
            }

            byNumber.Add(number, candidates[0]);
        }

        return byNumber;
    }

    private CheckpointException Ambiguous(long number, string? shape, string[] candidates)
    {
        string shown = string.Join(", ", candidates.Take(NamesShown).Select(name => $"'{Printable.Of(name)}'"));
        string more = candidates.Length > NamesShown ? $" and {candidates.Length - NamesShown} more" : "";
        return Fail($"numbers its parameters and does not name them; number {number}{(shape is null ? " (without state)" : $" of shape {shape}")} may be {shown}{more}: give the names of each group's parameters");
    }

    private CheckpointException Fail(string what) => file.Fail($"{where} {what}");
}
