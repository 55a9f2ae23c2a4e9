using System.Globalization;
using System.Numerics;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using TorchParameter = TorchSharp.Modules.Parameter;

namespace Eden.Torch;

/// <summary>A step over all parameters of a TorchSharp optimizer: first everything is checked, then Eden steps, then steps are
/// counted. A refusal leaves all as it was.</summary>
internal sealed class FusedStep(StateMap map)
{
    private readonly BoundStep<float> _singles = new();
    private readonly BoundStep<double> _doubles = new();
    private readonly List<string> _names = [];
    private readonly List<Slot> _stepped = [];
    private readonly List<(OptimizerState State, string Name, Tensor Array)> _newState = [];
    private readonly List<(Tensor Copy, TorchParameter Parameter)> _copies = [];
    private StepGroup[] _groups = [];
    private bool _isApart;

    public FusedSettings Settings { get; } = new();

    /// <summary>Gives the next parameters names for messages.</summary>
    public void AddNames(ReadOnlySpan<string> names) => _names.AddRange(names);

    public Tensor? Take(IList<ParamGroup> groups, OrderedDict<nint, OptimizerState> states, Func<Tensor>? closure)
    {
        Settings.LastStep = null;
        Tensor? loss = null;
        if (closure is not null)
        {
            using IDisposable _ = enable_grad();
            loss = closure();
        }

        try
        {
            Collect(groups, states);
            if (_stepped.Count > 0)
            {
                StepResult result = Step();
                ClearCopied();
                if (!result.IsSkipped)
                {
                    Commit();
                }

                Settings.LastStep = result;
            }
        }
        finally
        {
            Forget();
        }

        return loss;
    }

    private void Collect(IList<ParamGroup> groups, OrderedDict<nint, OptimizerState> states)
    {
        if (_groups.Length != groups.Count || !_groups.Zip(groups).All(pair => ReferenceEquals(pair.First.Parameters, pair.Second.Parameters)))
        {
            MakeSlots(groups, states);
        }

        _singles.Clear();
        _doubles.Clear();
        for (int g = 0; g < groups.Count; g++)
        {
            StepGroup group = _groups[g];
            group.Use(map.Convert(groups[g].Options), Settings.Adjust);
            for (int i = 0; i < group.Slots.Length; i++)
            {
                group.Slots[Math.Min(i + Ahead.Distance, group.Slots.Length - 1)].Ahead.Prefetch();
                Add(group.Slots[i], group);
            }
        }

        if (!_isApart)
        {
            TensorChecks.RefuseOverlaps(_stepped);
            _isApart = true;
        }
    }

    /// <summary>Makes the slots anew: tied weights have one.</summary>
    private void MakeSlots(IList<ParamGroup> groups, OrderedDict<nint, OptimizerState> states)
    {
        HashSet<nint> seen = [];
        int index = 0;
        _isApart = false;
        _groups = [.. groups.Select(group =>
        {
            List<Slot> slots = [];
            foreach (TorchParameter parameter in group.Parameters)
            {
                string name = NameOf(index++);
                nint handle = TensorChecks.HandleOf(parameter, name);
                if (seen.Add(Native.Identity(handle)))
                {
                    slots.Add(new(parameter, handle, name, states.TryGetValue(handle, out OptimizerState? state) ? state : null));
                }
            }

            return new StepGroup(group.Parameters, [.. slots]);
        })];
    }

    private unsafe void Add(Slot slot, StepGroup group)
    {
        nint handle = TensorChecks.HandleOf(slot.Parameter, slot.Name);
        nint gradient = Native.Gradient(handle);
        if (gradient == 0)
        {
            slot.Forget();
            return;
        }

        try
        {
            if (handle != slot.Handle || slot.State is null)
            {
                throw new InvalidOperationException($"Parameter '{slot.Name}' is not the tensor that the optimizer was made with: module.to() replaces parameters. Make the optimizer after it.");
            }

            SavedValues.ThrowIfAway(Native.Identity(handle));
            TensorFacts value = TensorFacts.Of(handle);
            if (value != slot.Value || !value.IsContiguous)
            {
                _isApart = false;
                slot.Forget();
                TensorChecks.AcceptValue(slot.Parameter, value, slot.Name);
                slot.Value = value;
            }

            if (!ReferenceEquals(slot.Described, group.Described))
            {
                slot.Describe(group.Described, map.Describe(slot.State, group.Described, slot.Parameter, group.State));
            }

            for (int i = 0; i < slot.Arrays.Length; i++)
            {
                BindState(slot, i, group.Options);
            }

            void* gradients = TensorChecks.AcceptGradient(slot.Parameter, gradient, value, slot.Name);
            gradients = gradients is null && value.Length > 0 ? CopyGradient(slot.Parameter) : gradients;
            (slot.Options, slot.Step) = (group.Options, map.CountSteps(slot.State) + 1);
            if (value.ElementType == (sbyte)ScalarType.Float32)
            {
                AddTo(_singles, slot, (float*)gradients);
            }
            else
            {
                AddTo(_doubles, slot, (double*)gradients);
            }

            slot.Ahead.Note(slot, gradient);
            _stepped.Add(slot);
        }
        finally
        {
            Native.Dispose(gradient);
        }
    }

    private static unsafe void AddTo<T>(BoundStep<T> bound, Slot slot, T* gradients)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        long length = slot.Value.Length;
        ReadOnlySpan<long> shape = slot.Description.Shape is null ? new ReadOnlySpan<long>(in length) : slot.Description.Shape;
        bound.Add(slot.Name, slot.Options!, slot.Step, shape, (T*)slot.Value.Data, gradients, slot.Addresses);
    }

    /// <summary>Finds the address of a state array, in its parameter's layout: of the one there is, or of a new one that
    /// <see cref="Commit"/> keeps.</summary>
    private unsafe void BindState(Slot slot, int index, OptimizerOptions options)
    {
        Tensor? array = map.Find(slot.State!, slot.Description.Arrays[index].Name);
        if (array is null || !ReferenceEquals(array, slot.Arrays[index]) || array.IsInvalid || (nint)Native.Data(array.Handle) != slot.Addresses[index])
        {
            array = AcceptState(slot, index, options, array);
            (slot.Arrays[index], slot.Addresses[index]) = (array, (nint)Native.Data(array.Handle));
        }
    }

    private Tensor AcceptState(Slot slot, int index, OptimizerOptions options, Tensor? array)
    {
        StateArray wanted = slot.Description.Arrays[index];
        (TorchParameter parameter, TensorFacts value) = (slot.Parameter, slot.Value);
        bool hasParametersShape = slot.Description.HasParametersShape(wanted);
        if (!hasParametersShape && !value.IsContiguous)
        {
            throw TensorChecks.RefuseLayout(slot.Name, wanted.Name);
        }

        if (array is not null)
        {
            TensorChecks.AcceptState(array, wanted, hasParametersShape, parameter, slot.Name);
            if (hasParametersShape ? TensorChecks.IsSameLayout(parameter, value, array, array.Handle) : Native.IsContiguous(array.Handle) != 0)
            {
                return array;
            }
        }

        using IDisposable scope = Quiet.Begin();
        double initial = options.DescribeState(slot.Description.Shape ?? [value.Length])[index].InitialValue;
        Tensor fresh = (hasParametersShape ? full_like(parameter, initial) : full(wanted.Shape.ToArray(), initial, parameter.dtype)).DetachFromDisposeScope();
        _newState.Add((slot.State!, wanted.Name, fresh));
        if (array is not null)
        {
            fresh.copy_(array);
        }

        return fresh;
    }

    private unsafe void* CopyGradient(TorchParameter parameter)
    {
        using IDisposable scope = Quiet.Begin();
        Tensor copy = empty_like(parameter).DetachFromDisposeScope();
        _copies.Add((copy, parameter));
        copy.copy_(parameter.grad!);
        return Native.Data(copy.Handle);
    }

    private StepResult Step()
    {
        _singles.Engine = _doubles.Engine = Settings.Engine;
        if (!Settings.IsMeasuring)
        {
            return JointStep.Take(_singles, _doubles, Settings.Gradients, Settings.LossScale);
        }

        Settings.Statistics = JointStep.TakeAndMeasure(_singles, _doubles, Settings.Gradients, Settings.LossScale);
        return Settings.Statistics.Result;
    }

    /// <summary>Eden cleared the copies; the gradients are to be cleared too.</summary>
    private void ClearCopied()
    {
        foreach ((_, TorchParameter parameter) in _copies)
        {
            if (Settings.Gradients.ClearAfterStep)
            {
                using Tensor gradient = parameter.grad!;
                gradient.zero_();
            }
        }
    }

    private void Commit()
    {
        foreach ((OptimizerState state, string name, Tensor array) in _newState)
        {
            ref Tensor? field = ref map.Find(state, name);
            field?.Dispose();
            field = array;
        }

        _newState.Clear();
        foreach (Slot slot in _stepped)
        {
            map.Count(slot.State!, slot.Options!, slot.Step);
            Native.BumpVersion(slot.Parameter);
        }
    }

    private void Forget()
    {
        foreach ((_, _, Tensor array) in _newState)
        {
            array.Dispose();
        }

        foreach ((Tensor copy, _) in _copies)
        {
            copy.Dispose();
        }

        _newState.Clear();
        _copies.Clear();
        _stepped.Clear();
    }

    private string NameOf(int index)
    {
        while (_names.Count <= index)
        {
            _names.Add(_names.Count.ToString(CultureInfo.InvariantCulture));
        }

        return _names[index];
    }
}
