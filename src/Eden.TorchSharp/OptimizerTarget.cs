using Eden.Checkpoints;
using Eden.Checkpoints.PyTorch;
using TorchSharp.Modules;
using static TorchSharp.torch;
using TorchGroup = TorchSharp.Modules.ParamGroup;
using TorchParameter = TorchSharp.Modules.Parameter;

namespace Eden.Torch;

/// <summary>Takes a TorchSharp optimizer into a checkpoint, and out of it.</summary>
internal sealed class OptimizerTarget(nn.Module model, OptimizerHelper optimizer)
{
    private readonly StateMap _map = StateMap.Of(optimizer);

    // What groups of PyTorch's held beside their options, to be written back.
    private readonly Dictionary<TorchGroup, IReadOnlyList<(string Name, object? Value)>> _entries = [];

    public PyTorchReadOptions ReadOptions()
    {
        IReadOnlyList<Group> groups = Groups();
        string[] kinds = [.. groups.Select(group => OptimizerRegistry.NameOf(group.Options)).Distinct()];
        return new()
        {
            Optimizer = kinds is [string kind] ? kind : throw new CheckpointException($"an optimizer of PyTorch's has one algorithm, and this one has {string.Join(" and ", kinds)}"),
            Groups = [.. groups.Select(group => (string[])[.. group.Members.Select(member => member.Name)])],
            OwnOptions = [.. groups.Select(group => group.Options)],
        };
    }

    /// <summary>The record, whose state arrays are added to <paramref name="tensors"/>.</summary>
    public OptimizerRecord Record(List<CheckpointTensor> tensors, TensorOwner owner)
    {
        List<GroupRecord> groups = [];
        foreach (Group group in Groups())
        {
            foreach (Member member in group.Members.Where(member => member.Steps > 0))
            {
                foreach (StateArray array in group.Options.DescribeState(member.Parameter.shape))
                {
                    Tensor state = _map.Find(member.State, array.Name) ?? throw new InvalidOperationException($"The state {array.Name} of parameter '{member.Name}' is missing after {member.Steps} steps.");
                    tensors.Add(TensorContent.Of(OptimizerRecord.StateName(member.Name, array.Name), state, owner));
                }
            }

            double multiplier = TorchOptionReader.Multiplier(group.Options.LearningRate, group.Rate);
            IEnumerable<(string, object?)> entries = (_entries.GetValueOrDefault(group.Source) ?? []).Where(entry => entry.Name != TorchOptionNames.LearningRate);
            groups.Add(new(group.Options, multiplier, [.. group.Members.Select(member => new ParameterRecord(member.Name, member.Steps))])
            {
                PyTorchEntries = [.. entries, .. multiplier * group.Options.LearningRate == group.Rate ? ((string, object?)[])[] : [(TorchOptionNames.LearningRate, group.Rate)]],
            });
        }

        FusedSettings? settings = (optimizer as IFusedOptimizer)?.Fused;
        return new(groups) { Gradients = settings?.Gradients, LossScale = settings?.LossScale ?? 1 };
    }

    /// <summary>Compares the optimizer with a checkpoint and plans its changes.</summary>
    public void Plan(LoadPlan plan, OptimizerRecord record)
    {
        if (OptimizerPart.PlanGroups(plan, record, [.. Groups().Select(Target)]) && optimizer is IFusedOptimizer { Fused: FusedSettings settings })
        {
            OptimizerPart.PlanGradients(plan, record, settings.Gradients, Optimizer<float>.CheckGradientHandling, (gradients, scale) => (settings.Gradients, settings.LossScale) = (gradients, scale));
        }
    }

    private LoadGroup Target(Group group)
    {
        TorchGroup source = group.Source;
        return new(group.Options, [.. group.Members.Select(Target)])
        {
            Validate = (options, multiplier) =>
            {
                if (_map.Convert(Options(options, options.LearningRate)) is OptimizerOptions kept && !kept.Equals(options))
                {
                    throw new ArgumentException($"TorchSharp's {optimizer.GetType().Name} cannot keep {OptionList.Differences(OptionList.All(options), OptionList.All(kept))}; use a {nameof(FusedOptimizer)}");
                }

                if (group.Members.Any(member => member.Parameter.dtype == ScalarType.Float64))
                {
                    ParameterGroup<double>.Validate(options, multiplier);
                }
                else
                {
                    ParameterGroup<float>.Validate(options, multiplier);
                }
            },
            Adopt = read =>
            {
                source.Options = Options(read.Options, TorchOptionWriter.Rate(read));
                _entries[source] = read.PyTorchEntries;
            },
        };
    }

    private LoadParameter Target(Member member)
    {
        TorchParameter parameter = member.Parameter;
        return new(member.Name, parameter.shape, TensorContent.TypeOf(member.Name, parameter))
        {
            SetState = (_, array, tensor) =>
            {
                using IDisposable noGradient = no_grad();
                ref Tensor? field = ref _map.Find(member.State, array.Name);
                field?.Dispose();
                using Tensor onCpu = tensor is null ? full(array.Shape.ToArray(), array.InitialValue, parameter.dtype) : TensorContent.Read(tensor, parameter.dtype);
                field = onCpu.to(parameter.device, copy: true).DetachFromDisposeScope();
            },
            SetSteps = (options, steps) => _map.Count(member.State, options, steps),
        };
    }

    private global::TorchSharp.Modules.OptimizerOptions Options(OptimizerOptions options, double rate)
    {
        global::TorchSharp.Modules.OptimizerOptions converted = _map.ConvertBack(options);
        (converted.InitialLearningRate, converted.LearningRate) = (options.LearningRate, rate);
        return converted;
    }

    /// <summary>The groups as they are now: parameters by the module's names, a tied weight once.</summary>
    private List<Group> Groups()
    {
        Dictionary<nint, string> names = [];
        foreach ((string name, TorchParameter parameter) in model.named_parameters())
        {
            names.TryAdd(Native.Identity(parameter.Handle), name);
        }

        Queue<OptimizerState> states;
        try
        {
            states = new(optimizer.state_dict().State);
        }
        catch (KeyNotFoundException exception)
        {
            throw new InvalidOperationException("A parameter is not the tensor that the optimizer was made with: module.to() replaces parameters. Make the optimizer after it.", exception);
        }

        HashSet<nint> seen = [];
        List<Group> groups = [];
        foreach (TorchGroup source in optimizer.ParamGroups.Cast<TorchGroup>())
        {
            OptimizerOptions options = _map.Convert(source.Options);
            double alpha = source.InitialLearningRate > 0 ? source.InitialLearningRate : options.LearningRate;
            Group group = new(source, options with { LearningRate = alpha }, options.LearningRate, []);
            foreach (TorchParameter parameter in source.Parameters)
            {
                OptimizerState state = states.Dequeue();
                nint identity = Native.Identity(TensorChecks.HandleOf(parameter, $"{groups.Count}.{group.Members.Count}"));
                string name = names.TryGetValue(identity, out string? known)
                    ? known
                    : throw new InvalidOperationException($"Parameter {group.Members.Count} of group {groups.Count} of the optimizer is not the module's. Save the module that the optimizer was made for.");
                if (seen.Add(identity))
                {
                    group.Members.Add(new(name, parameter, state, _map.CountSteps(state)));
                }
            }

            groups.Add(group);
        }

        return groups;
    }

    private sealed record Group(TorchGroup Source, OptimizerOptions Options, double Rate, List<Member> Members);

    private sealed record Member(string Name, TorchParameter Parameter, OptimizerState State, long Steps);
}
