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
    private readonly TensorChecks _checks = new();
    private readonly List<string> _names = [];
    private readonly List<Stepped> _stepped = [];
    private readonly List<(OptimizerState State, string Name, Tensor Array)> _newState = [];
    private readonly List<(Tensor Copy, TorchParameter Parameter)> _copies = [];
    private readonly nint[] _addresses = new nint[4];
    private (OptimizerOptions Options, StateDescription State)[] _groups = [];
    private int _singleCount;
    private int _doubleCount;

    public FusedSettings Settings { get; } = new();

    /// <summary>Gives the next parameters names for messages.</summary>
    public void AddNames(ReadOnlySpan<string> names) => _names.AddRange(names);

    public Tensor? Take(IList<ParamGroup> groups, OrderedDict<nint, OptimizerState> states, Func<Tensor>? closure)
    {
        Settings.LastStep = default;
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
                Settings.LastStep = Step();
                ClearCopied();
                if (!Settings.LastStep.IsSkipped)
                {
                    Commit();
                }
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
        _checks.Begin();
        _singles.Clear();
        _doubles.Clear();
        (_singleCount, _doubleCount) = (0, 0);
        if (_groups.Length != groups.Count)
        {
            Array.Resize(ref _groups, groups.Count);
        }

        int index = 0;
        for (int g = 0; g < groups.Count; g++)
        {
            ref (OptimizerOptions Options, StateDescription State) group = ref _groups[g];
            OptimizerOptions options = map.Convert(groups[g].Options);
            if (!options.Equals(group.Options))
            {
                group = (options, new(null, options.DescribeState([1])));
            }

            foreach (TorchParameter parameter in groups[g].Parameters)
            {
                Add(parameter, NameOf(index++), group.Options, group.State, states);
            }
        }

        _checks.End();
        if (_singleCount > 0 && _doubleCount > 0 && NeedsAllGradients)
        {
            throw new NotSupportedException("The optimizer has float32 and float64 parameters, and clipping by norm or a check for infinite and NaN gradients needs all gradients at once. Use one type, or one optimizer for each.");
        }
    }

    private bool NeedsAllGradients => Settings.Gradients.MaxNorm is not null || Settings.Gradients.NonFinite != NonFiniteGradients.Propagate;

    private unsafe void Add(TorchParameter parameter, string name, OptimizerOptions options, StateDescription ofGroup, OrderedDict<nint, OptimizerState> states)
    {
        nint handle = TensorChecks.HandleOf(parameter, name);
        nint gradient = Native.Gradient(handle);
        if (gradient == 0)
        {
            return;
        }

        try
        {
            if (!_checks.Accept(parameter, handle, gradient, name, out TensorFacts value))
            {
                return;
            }

            if (!states.TryGetValue(handle, out OptimizerState? state))
            {
                throw new InvalidOperationException($"Parameter '{name}' is not the tensor that the optimizer was made with: module.to() replaces parameters. Make the optimizer after it.");
            }

            StateDescription description = map.Describe(state, options, parameter, ofGroup);
            for (int i = 0; i < description.Arrays.Length; i++)
            {
                _addresses[i] = (nint)Native.Data(StateOf(state, description, i, parameter, value, name).Handle);
            }

            void* gradients = TensorChecks.IsSameLayout(parameter, value, null, gradient) ? Native.Data(gradient) : CopyGradient(parameter);
            long step = map.CountSteps(state) + 1;
            if (value.ElementType == (sbyte)ScalarType.Float32)
            {
                Add(_singles, ref _singleCount);
            }
            else
            {
                Add(_doubles, ref _doubleCount);
            }

            _stepped.Add(new(parameter, state, options, step));

            void Add<T>(BoundStep<T> bound, ref int count)
                where T : unmanaged, IBinaryFloatingPointIeee754<T>
            {
                long length = value.Length;
                ReadOnlySpan<long> shape = description.Shape is null ? new ReadOnlySpan<long>(in length) : description.Shape;
                bound.Add(name, options, step, shape, (T*)value.Data, (T*)gradients, _addresses.AsSpan(0, description.Arrays.Length));
                count++;
            }
        }
        finally
        {
            Native.Dispose(gradient);
        }
    }

    /// <summary>The tensor of a state array in its parameter's layout: the one there is, or a new one that <see cref="Commit"/> keeps.</summary>
    private Tensor StateOf(OptimizerState state, StateDescription description, int index, TorchParameter parameter, in TensorFacts value, string name)
    {
        StateArray wanted = description.Arrays[index];
        bool hasParametersShape = description.HasParametersShape(wanted);
        if (!hasParametersShape && !value.IsContiguous)
        {
            throw TensorChecks.RefuseLayout(name, wanted.Name);
        }

        Tensor? array = map.Find(state, wanted.Name);
        if (array is not null)
        {
            TensorChecks.AcceptState(array, wanted, hasParametersShape, value, name);
            if (hasParametersShape ? TensorChecks.IsSameLayout(parameter, value, array, array.Handle) : Native.IsContiguous(array.Handle) != 0)
            {
                return array;
            }
        }

        using IDisposable _ = no_grad();
        Tensor fresh = (hasParametersShape ? full_like(parameter, wanted.InitialValue) : full(wanted.Shape.ToArray(), wanted.InitialValue, parameter.dtype)).DetachFromDisposeScope();
        _newState.Add((state, wanted.Name, fresh));
        if (array is not null)
        {
            using Tensor shaped = array.reshape(fresh.shape);
            fresh.copy_(shaped);
        }

        return fresh;
    }

    private unsafe void* CopyGradient(TorchParameter parameter)
    {
        using IDisposable _ = no_grad();
        using Tensor gradient = parameter.grad!;
        Tensor copy = empty_like(parameter).DetachFromDisposeScope();
        _copies.Add((copy, parameter));
        copy.copy_(gradient);
        return Native.Data(copy.Handle);
    }

    private StepResult Step()
    {
        // What float cannot hold is refused before doubles change; what it can hold, double can.
        StepResult result = default;
        if (_singleCount > 0)
        {
            result = Step(_singles);
        }

        return _doubleCount > 0 ? Step(_doubles) : result;
    }

    private StepResult Step<T>(BoundStep<T> bound)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (bound.Engine != Settings.Engine)
        {
            bound.Engine = Settings.Engine;
        }

        return bound.Take(Settings.Gradients, Settings.LossScale);
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
        foreach (Stepped stepped in _stepped)
        {
            map.Count(stepped.State, stepped.Options, stepped.Step);
            Native.BumpVersion(stepped.Parameter);
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

    private readonly record struct Stepped(TorchParameter Parameter, OptimizerState State, OptimizerOptions Options, long Step);
}
