using System.Runtime.InteropServices;
using TorchSharp.Modules;
using static TorchSharp.torch;
using TorchParameter = TorchSharp.Modules.Parameter;

namespace Eden.Torch;

/// <summary>Any optimizer of Eden as one of TorchSharp, over CPU tensors: those that TorchSharp does not have (<see cref="LionOptions"/>,
/// <see cref="ScheduleFreeAdamWOptions"/>, <see cref="LambOptions"/>, <see cref="AdafactorOptions"/>, <see cref="AdoptOptions"/>,
/// <see cref="AdanOptions"/>, <see cref="MuonOptions"/> for matrices), rules of a user's own, and all options that TorchSharp has no argument for.</summary>
/// <remarks>
/// For example <c>new FusedOptimizer(model.named_parameters(), new LionOptions { LearningRate = 1e-4, WeightDecay = 0.1 })</c>.
/// Schedulers set the learning rate; those that cycle momentum need <c>cycle_momentum: false</c>. State files hold learning rates, steps
/// and state arrays; all other options are the constructor's.
/// </remarks>
public class FusedOptimizer : OptimizerHelper, IFusedOptimizer
{
    private readonly FusedStep _fused = new(new Map());

    /// <summary>Takes parameters.</summary>
    /// <param name="parameters">Parameters, as <c>model.parameters()</c> gives them.</param>
    /// <param name="options">The algorithm and its settings.</param>
    public FusedOptimizer(IEnumerable<TorchParameter> parameters, OptimizerOptions options)
        : this([new ParamGroup(parameters, options)])
    {
    }

    /// <summary>Takes parameters with names, which messages then give.</summary>
    /// <inheritdoc cref="FusedOptimizer(IEnumerable{TorchParameter}, OptimizerOptions)"/>
    public FusedOptimizer(IEnumerable<(string name, TorchParameter parameter)> parameters, OptimizerOptions options)
        : this(Materialize.All(parameters, out string[] names), options) => _fused.AddNames(names);

    /// <summary>Takes groups; each may have an algorithm of its own.</summary>
    /// <param name="groups">Groups.</param>
    public FusedOptimizer(params IEnumerable<ParamGroup> groups)
    {
        ArgumentNullException.ThrowIfNull(groups);
        _parameter_groups = [];
        foreach (ParamGroup group in groups)
        {
            add_param_group(group);
        }
    }

    /// <inheritdoc/>
    public FusedSettings Fused => _fused.Settings;

    /// <summary>Adds a group.</summary>
    /// <param name="param_group">A <see cref="ParamGroup"/>.</param>
    /// <exception cref="ArgumentException">Another kind of group.</exception>
    public override void add_param_group(global::TorchSharp.Modules.ParamGroup param_group)
    {
        if (param_group is not ParamGroup { Options: not null } group)
        {
            throw new ArgumentException($"A {nameof(FusedOptimizer)} takes groups of type {nameof(FusedOptimizer)}.{nameof(ParamGroup)} with options.", nameof(param_group));
        }

        Materialize.Group(group);
        _parameter_groups.Add(group);
        foreach (TorchParameter parameter in group.Parameters)
        {
            _state[parameter.Handle] = new State(parameter);
        }
    }

    /// <inheritdoc/>
    public override Tensor? step(Func<Tensor>? closure = null) => _fused.Take(_parameter_groups, _state, closure);

    /// <summary>Moves parameters to the point at which their algorithm wants the model evaluated and saved, until the result is disposed,
    /// which brings the training point back bit for bit. That point is the average x for <see cref="ScheduleFreeAdamWOptions"/>; groups
    /// with other options stay as they are. Meanwhile steps with moved parameters throw; what is written into them is lost.</summary>
    /// <returns>The scope of the evaluation: <c>using (optimizer.Evaluate()) { … }</c>.</returns>
    /// <exception cref="InvalidOperationException">The parameters are at an evaluation point already, or were disposed; nothing has
    /// changed.</exception>
    public IDisposable Evaluate()
    {
        ParamGroup[] moved = [.. _parameter_groups.Cast<ParamGroup>().Where(group => group.Options.Current.GetWeightOfAverage() is not null)];
        SavedValues training = new(moved.SelectMany(group => group.Parameters).Select(parameter => (parameter, parameter.name ?? "")));
        using IDisposable scope = Quiet.Begin();
        foreach (ParamGroup group in moved)
        {
            OptimizerOptions options = group.Options.Current;
            string average = options.DescribeState([1])[0].Name;
            foreach (TorchParameter parameter in group.Parameters.DistinctBy(parameter => Native.Identity(parameter.Handle)))
            {
                // Before the first step there is no average yet.
                State state = (State)_state[parameter.Handle];
                if (state.Step > 0)
                {
                    parameter.add_(state.Arrays[average]! - parameter, options.GetWeightOfAverage()!.Value);
                }
            }
        }

        return training;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            foreach ((nint _, OptimizerState state) in _state)
            {
                ((State)state).Clear();
            }
        }
    }

    /// <summary>Parameters with an algorithm.</summary>
    public class ParamGroup : ParamGroup<Options>
    {
        /// <summary>Makes a group.</summary>
        /// <param name="parameters">Parameters.</param>
        /// <param name="options">The algorithm and its settings.</param>
        public ParamGroup(IEnumerable<TorchParameter> parameters, OptimizerOptions options)
            : base(Materialize.All(parameters), new Options(options))
        {
        }
    }

    /// <summary>A group's options: Eden's, with the learning rate that schedulers set.</summary>
    public class Options : global::TorchSharp.Modules.OptimizerOptions
    {
        private OptimizerOptions _current;

        /// <summary>Makes options.</summary>
        /// <param name="options">The algorithm and its settings.</param>
        public Options(OptimizerOptions options)
        {
            ArgumentNullException.ThrowIfNull(options);
            _current = options;
            LearningRate = InitialLearningRate = options.LearningRate;
        }

        /// <summary>The algorithm and its settings, with the present learning rate.</summary>
        public OptimizerOptions Current => _current.LearningRate == LearningRate ? _current : _current = _current with { LearningRate = LearningRate!.Value };
    }

    /// <summary>What is kept of a parameter.</summary>
    public sealed class State : OptimizerState
    {
        private readonly Dictionary<string, Tensor?> _arrays = [];

        internal State(TorchParameter parameter)
            : base(parameter)
        {
        }

        /// <summary>The steps taken.</summary>
        public long Step { get; internal set; }

        /// <summary>The state arrays by PyTorch's names; empty before the first step.</summary>
        public IReadOnlyDictionary<string, Tensor?> Arrays => _arrays;

        /// <inheritdoc/>
        public override void Initialize(global::TorchSharp.Modules.OptimizerOptions options) => Clear();

        /// <inheritdoc/>
        public override void SaveStateDict(BinaryWriter writer)
        {
            ArgumentNullException.ThrowIfNull(writer);
            writer.Write(Step);
            writer.Write(_arrays.Count);
            foreach ((string name, Tensor? array) in _arrays)
            {
                writer.Write(name);
                SaveConditionalStateTensor(writer, array);
            }
        }

        /// <inheritdoc/>
        public override void LoadStateDict(BinaryReader reader)
        {
            ArgumentNullException.ThrowIfNull(reader);
            Clear();
            Step = reader.ReadInt64();
            for (int count = reader.ReadInt32(); count > 0; count--)
            {
                string name = reader.ReadString();
                Tensor? array = null;
                LoadConditionalStateTensor(reader, ref array, CPU);
                _arrays[name] = array?.DetachFromDisposeScope();
            }
        }

        /// <inheritdoc/>
        public override void LoadStateDict(OptimizerState source)
        {
            State other = (State)source;
            Clear();
            Step = other.Step;
            foreach ((string name, Tensor? array) in other._arrays)
            {
                _arrays[name] = array?.clone().DetachFromDisposeScope();
            }
        }

        internal ref Tensor? Find(string name) => ref CollectionsMarshal.GetValueRefOrAddDefault(_arrays, name, out _);

        internal void Clear()
        {
            foreach (Tensor? array in _arrays.Values)
            {
                array?.Dispose();
            }

            _arrays.Clear();
            Step = 0;
        }
    }

    internal sealed class Map : StateMap
    {
        public override OptimizerOptions Convert(global::TorchSharp.Modules.OptimizerOptions options) => ((Options)options).Current;

        public override global::TorchSharp.Modules.OptimizerOptions ConvertBack(OptimizerOptions options) => new Options(options);

        public override StateDescription Describe(OptimizerState state, OptimizerOptions options, Tensor parameter, StateDescription ofGroup) =>
            new(parameter.shape, options.DescribeState(parameter.shape));

        public override long CountSteps(OptimizerState state) => ((State)state).Step;

        public override void Count(OptimizerState state, OptimizerOptions options, long step) => ((State)state).Step = step;

        public override ref Tensor? Find(OptimizerState state, string name) => ref ((State)state).Find(name);
    }
}
