using System.Numerics;
using Eden.Kernels;

namespace Eden;

/// <summary>What an optimizer updates and remembers: groups, their parameters in order, and state and step count of each
/// parameter.</summary>
internal sealed class OptimizedModel<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly List<NativeBuffer<T>> _buffers = [];
    private readonly Dictionary<Parameter<T>, int> _indexOf = [];

    public ParameterGroup<T>[] Groups { get; private set; } = [];

    public Parameter<T>[] Parameters { get; private set; } = [];

    /// <summary>The step count of each parameter.</summary>
    public long[] Steps { get; private set; } = [];

    /// <summary>Value and state of each parameter.</summary>
    public Segment<T>[] Segments { get; private set; } = [];

    /// <summary>The descriptions of the state arrays of each parameter.</summary>
    public StateArray[][] States { get; private set; } = [];

    /// <summary>The parts of the parameters that ranks step, one for each rank.</summary>
    public Share[] Ranges { get; private set; } = [];

    /// <summary>The part that this rank steps and holds the state of.</summary>
    public Share Own { get; private set; }

    /// <summary>The bytes of the state that is held.</summary>
    public long StateBytes => _buffers.Sum(buffer => buffer.Bytes);

    /// <summary>Adds groups with state of zeros. What is there already keeps its place in memory.</summary>
    /// <exception cref="ArgumentException">A group or parameter cannot be taken; nothing has changed.</exception>
    /// <exception cref="ObjectDisposedException">A parameter was disposed; nothing has changed.</exception>
    public void Add(params ParameterGroup<T>[] groups)
    {
        Parameter<T>[] parameters = GroupChecks.CollectParameters(Parameters, groups);
        (NativeBuffer<T> buffer, Segment<T>[] segments, StateArray[][] states) = StateLayout.Allocate(groups, Share.Whole(parameters.Length - Parameters.Length));
        _buffers.Add(buffer);
        for (int i = Parameters.Length; i < parameters.Length; i++)
        {
            _indexOf.Add(parameters[i], i);
        }

        foreach (ParameterGroup<T> group in groups)
        {
            group.IsOwned = true;
        }

        Groups = [.. Groups, .. groups];
        Steps = [.. Steps, .. new long[segments.Length]];
        Segments = [.. Segments, .. segments];
        States = [.. States, .. states];
        Parameters = parameters;
        Own = Share.Whole(parameters.Length);
        Ranges = [Own];
    }

    /// <summary>Keeps the state of one rank's part alone, as it is before the first step.</summary>
    public void Divide(int ranks, int rank)
    {
        Ranges = RankRanges.Of(Groups, ranks);
        Own = Ranges[rank];
        Dispose();
        _buffers.Clear();
        (NativeBuffer<T> buffer, Segments, _) = StateLayout.Allocate(Groups, Own);
        _buffers.Add(buffer);
    }

    /// <summary>The part of a parameter that this rank steps.</summary>
    public (nint Begin, nint End) OwnPartOf(int index) => Own.PartOf(index, Parameters[index].Length);

    /// <summary>The elements of a state array that are this rank's.</summary>
    public Block OwnedOf(int index, int state) => StateLayout.OwnedOf(States[index][state], OwnPartOf(index));

    /// <summary>The elements of a state array that this rank has memory for.</summary>
    public Block HeldOf(int index, int state) => StateLayout.HeldOf(States[index][state], Segments[index].Storage?.StateAt(state), OwnPartOf(index));

    public bool Has(Parameter<T> parameter) => _indexOf.ContainsKey(parameter);

    /// <exception cref="ArgumentException">The optimizer does not have this parameter.</exception>
    public int IndexOf(Parameter<T> parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        return _indexOf.TryGetValue(parameter, out int index)
            ? index
            : throw new ArgumentException($"The optimizer does not have the parameter {parameter}.", nameof(parameter));
    }

    /// <summary>The group of the parameter at an index.</summary>
    public ParameterGroup<T> GroupOf(int index)
    {
        int group = 0;
        for (; index >= Groups[group].Parameters.Count; group++)
        {
            index -= Groups[group].Parameters.Count;
        }

        return Groups[group];
    }

    public void Dispose()
    {
        foreach (NativeBuffer<T> buffer in _buffers)
        {
            buffer.Dispose();
        }
    }
}
