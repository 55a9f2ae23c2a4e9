using System.Numerics;
using Eden.Kernels;

namespace Eden.Checkpoints;

/// <summary>Takes the state of an optimizer into a checkpoint, and out of it.</summary>
internal static unsafe class OptimizerPart
{
    public static OptimizerRecord Record<T>(Optimizer<T> optimizer)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new([.. optimizer.Groups.Select(group => new GroupRecord(
            group.Options,
            group.ScheduleMultiplier,
            [.. group.Parameters.Select(parameter => new ParameterRecord(parameter.Name, optimizer.GetStepCount(parameter)))]) { PyTorchEntries = group.PyTorchEntries })])
        {
            Gradients = optimizer.GradientOptions,
            LossScale = optimizer.LossScale,
            Steps = optimizer.StepCount,
            SkippedSteps = optimizer.SkippedSteps,
        };

    /// <summary>The state arrays of all parameters that have taken a step; before the first they
    /// are what the options say.</summary>
    public static IEnumerable<CheckpointTensor> Tensors<T>(Optimizer<T> optimizer)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        List<CheckpointTensor> tensors = [];
        foreach (Parameter<T> parameter in optimizer.Parameters)
        {
            StateArray[] arrays = optimizer.DescribeState(parameter);
            for (int i = 0; i < arrays.Length && optimizer.GetStepCount(parameter) > 0; i++)
            {
                string name = OptimizerRecord.StateName(parameter.Name, arrays[i].Name);
                if (optimizer.FormatOf(parameter, i) is StorageFormat<T> format)
                {
                    tensors.AddRange(SmallState.Tensors(name, arrays[i], format, (byte*)optimizer.StatePointer(parameter, i), optimizer));
                }
                else
                {
                    tensors.Add(ParameterTensors.Array(name, arrays[i].Shape, optimizer.StatePointer(parameter, i), optimizer, optimizer.OwnedOf(parameter, i)));
                }
            }
        }

        return tensors;
    }

    /// <summary>Notes which tensors of a checkpoint are an optimizer's state, so that the others are weights.</summary>
    public static void Claim(LoadPlan plan, OptimizerRecord record)
    {
        foreach (GroupRecord group in record.Groups)
        {
            foreach (string state in group.Options.StateNames)
            {
                foreach (ParameterRecord parameter in group.Parameters)
                {
                    plan.Claim(OptimizerRecord.StateName(parameter.Name, state));
                    plan.Claim(OptimizerRecord.StateName(parameter.Name, state) + SmallState.Exponents);
                }
            }
        }
    }

    /// <summary>Whether there is an optimizer in the checkpoint and here; one alone is a misfit.</summary>
    public static bool AreBoth(LoadPlan plan, OptimizerRecord? record, bool isHere)
    {
        if (record is not null && !isHere)
        {
            string remedy = string.Concat(record.Groups.Select(group => RemedyFor(group.Options)).Distinct());
            plan.Refuse($"the {string.Join(" and ", record.Kinds.Select(kind => Printable.Of(kind)))} optimizer is in the checkpoint, but not here{remedy}");
        }
        else if (record is null && isHere)
        {
            plan.Refuse("the optimizer is not in the checkpoint");
        }

        return record is not null && isHere;
    }

    /// <summary>Compares an optimizer with a checkpoint and plans its changes.</summary>
    public static void Plan<T>(LoadPlan plan, OptimizerRecord record, Optimizer<T> optimizer)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!PlanGroups(plan, record, [.. optimizer.Groups.Select(group => Target(optimizer, group))]))
        {
            return;
        }

        PlanGradients(plan, record, optimizer.GradientOptions, Optimizer<T>.CheckGradientHandling, optimizer.SetGradientHandling);

        // A file that does not count steps: the parameter that has taken most of them was there from the first.
        long steps = record.Steps ?? record.Groups.SelectMany(group => group.Parameters).Select(parameter => parameter.Steps).DefaultIfEmpty().Max();
        plan.Change(() => optimizer.SetStepCounts(steps, record.SkippedSteps));
    }

    /// <summary>Compares groups with a checkpoint and plans their changes.</summary>
    /// <returns>Whether the checkpoint's optimizer is of the same algorithm.</returns>
    public static bool PlanGroups(LoadPlan plan, OptimizerRecord record, IReadOnlyList<LoadGroup> groups)
    {
        string[] kinds = [.. groups.Select(group => OptimizerRegistry.NameOf(group.Options)).Distinct()];
        if (kinds.Length == 1 && record.Kinds is [string kind] && kind != kinds[0])
        {
            plan.Refuse($"the optimizer is {Printable.Of(kind)} in the checkpoint and {kinds[0]} here{RemedyFor(record.Groups[0].Options)}");
            return false;
        }

        Dictionary<string, (GroupRecord Group, ParameterRecord Parameter)> byName = new(StringComparer.Ordinal);
        foreach (GroupRecord group in record.Groups)
        {
            foreach (ParameterRecord parameter in group.Parameters)
            {
                byName.Add(parameter.Name, (group, parameter));
            }
        }

        for (int i = 0; i < groups.Count; i++)
        {
            PlanGroup(plan, byName, groups[i], i);
        }

        foreach (string name in byName.Keys)
        {
            plan.Refuse($"parameter '{Printable.Of(name)}' of the optimizer is in the checkpoint, but not here");
        }

        return true;
    }

    /// <summary>Compares what steps do with gradients, and plans to take the checkpoint's.</summary>
    public static void PlanGradients(LoadPlan plan, OptimizerRecord record, GradientOptions current, Action<GradientOptions, double> check, Action<GradientOptions, double> set)
    {
        GradientOptions gradients = record.Gradients ?? current;
        if (IsSound(plan, "the optimizer", () => check(gradients, record.LossScale)))
        {
            NoteChanges(plan, "gradients", map => gradients.Map(map), map => current.Map(map));
            plan.Change(() => set(gradients, record.LossScale));
        }
    }

    private static LoadGroup Target<T>(Optimizer<T> optimizer, ParameterGroup<T> group)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new(group.Options, [.. group.Parameters.Select(parameter => Target(optimizer, parameter))])
        {
            Validate = (options, multiplier) => ParameterGroup<T>.Validate(options, multiplier),
            Adopt = source =>
            {
                group.Adopt(source.Options, source.ScheduleMultiplier);
                group.PyTorchEntries = source.PyTorchEntries;
            },
        };

    private static LoadParameter Target<T>(Optimizer<T> optimizer, Parameter<T> parameter)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new(parameter.Name, parameter.Shape.ToArray(), TensorTypes.Of<T>())
        {
            SetState = (index, array, tensor) =>
            {
                T* start = optimizer.StatePointer(parameter, index);
                Block owned = optimizer.OwnedOf(parameter, index);
                if (optimizer.FormatOf(parameter, index) is StorageFormat<T> format)
                {
                    SmallState.Clear(array, format, (byte*)start);
                }
                else if (tensor is null)
                {
                    StateLayout.Fill(start, array, owned);
                }
                else
                {
                    LoadPlan.CopyOrWiden(tensor, start, owned);
                }
            },
            SmallType = index => optimizer.FormatOf(parameter, index) is StorageFormat<T> format ? SmallState.TypeOf(format) : null,
            SetSmallState = (index, array, tensor, step) => SmallState.Set(tensor, array, optimizer.FormatOf(parameter, index)!, (byte*)optimizer.StatePointer(parameter, index), step),
            SetExponents = (index, array, tensor) => tensor.CopyTo((byte*)optimizer.StatePointer(parameter, index) + Float8Format.ExponentOffset(array.Length), 0, tensor.Length),
            SetSteps = (_, steps) => optimizer.SetStepCount(parameter, steps),
        };

    private static void PlanGroup(LoadPlan plan, Dictionary<string, (GroupRecord Group, ParameterRecord Parameter)> byName, LoadGroup group, int index)
    {
        List<GroupRecord> sources = [];
        foreach (LoadParameter parameter in group.Parameters)
        {
            if (!byName.Remove(parameter.Name, out (GroupRecord Group, ParameterRecord Parameter) found))
            {
                plan.Refuse($"parameter '{Printable.Of(parameter.Name)}' of the optimizer is here, but not in the checkpoint");
                continue;
            }

            sources.Add(found.Group);
            if (HaveSameState(found.Group.Options, group.Options))
            {
                PlanParameter(plan, found.Group.Options, parameter, found.Parameter.Steps);
            }
        }

        if (sources.Count == 0)
        {
            return;
        }

        GroupRecord source = sources[0];
        if (sources.Exists(other => !ReferenceEquals(other, source)))
        {
            plan.Refuse($"the parameters of group {index} are in several groups in the checkpoint, so it keeps its options");
        }
        else if (OptimizerRegistry.NameOf(source.Options) != OptimizerRegistry.NameOf(group.Options))
        {
            plan.Refuse($"group {index} is of {Printable.Of(OptimizerRegistry.NameOf(source.Options))} in the checkpoint and of {OptimizerRegistry.NameOf(group.Options)} here{RemedyFor(source.Options)}");
        }
        else if (!HaveSameState(source.Options, group.Options))
        {
            plan.Refuse($"the optimizer keeps {StateText(source.Options)} for group {index} in the checkpoint and {StateText(group.Options)} here; give both the same options");
        }
        else
        {
            PlanOptions(plan, source, group, $"group {index}");
        }
    }

    private static void PlanOptions(LoadPlan plan, GroupRecord source, LoadGroup group, string where)
    {
        OptimizerOptions options = source.Options;
        if (options is UnknownOptions unknown)
        {
            options = unknown.ReadInto(group.Options);
            if (unknown.FindLost(options) is { Length: > 0 } lost)
            {
                plan.Refuse($"{where}: Map of {unknown.Kind} leaves out {lost}; map it, or set it here to what it is there");
            }
        }

        if (!HaveSameState(options, group.Options))
        {
            plan.Refuse($"{where}: the options in the checkpoint keep {StateText(options)} and those here {StateText(group.Options)}; give both the same options");
        }
        else if (IsSound(plan, where, () => group.Validate(options, source.ScheduleMultiplier)))
        {
            NoteChanges(plan, where, map => options.Map(map), map => group.Options.Map(map));
            plan.Change(() => group.Adopt(source with { Options = options }));
        }
    }

    private static void PlanParameter(LoadPlan plan, OptimizerOptions options, LoadParameter parameter, long steps)
    {
        StateArray[] arrays = options.DescribeState(parameter.Shape);
        string NameOf(StateArray array) => OptimizerRecord.StateName(parameter.Name, array.Name);
        bool fits = true;
        for (int i = 0; i < arrays.Length && steps > 0; i++)
        {
            fits &= SmallTypeIn(plan, parameter, i, NameOf(arrays[i])) is TensorType small
                ? SmallState.Fits(plan, NameOf(arrays[i]), arrays[i], small)
                : plan.Fits(NameOf(arrays[i]), parameter.Type, arrays[i].Shape, arrays[i].IsNumber);
        }

        if (!fits)
        {
            return;
        }

        for (int i = 0; i < arrays.Length; i++)
        {
            (int index, StateArray array) = (i, arrays[i]);
            if (steps > 0 && parameter.SmallType(i) is not null)
            {
                plan.Load(NameOf(array), tensor => parameter.SetSmallState(index, array, tensor, steps));
                if (SmallTypeIn(plan, parameter, i, NameOf(array)) == TensorType.U8)
                {
                    plan.Load(NameOf(array) + SmallState.Exponents, tensor => parameter.SetExponents(index, array, tensor));
                }
            }
            else if (steps > 0)
            {
                plan.Load(NameOf(array), tensor => parameter.SetState(index, array, tensor));
            }
            else
            {
                plan.Change(() => parameter.SetState(index, array, null));
            }
        }

        plan.Change(() => parameter.SetSteps(options, steps));
    }

    /// <summary>The type of small state here, where the checkpoint does not have it in full.</summary>
    private static TensorType? SmallTypeIn(LoadPlan plan, LoadParameter parameter, int index, string name) =>
        plan.Checkpoint.TryGetTensor(name, out CheckpointTensor? tensor) && tensor.Type == parameter.Type ? null : parameter.SmallType(index);

    private static bool HaveSameState(OptimizerOptions one, OptimizerOptions other) =>
        OptimizerRegistry.NameOf(one) == OptimizerRegistry.NameOf(other) && one.StateNames.SequenceEqual(other.StateNames);

    /// <summary>Whether the element type can hold what a checkpoint sets; if not, that is a misfit.</summary>
    private static bool IsSound(LoadPlan plan, string where, Action check)
    {
        try
        {
            check();
            return true;
        }
        catch (ArgumentException exception)
        {
            plan.Refuse($"{where}: {exception.Message.Split(" (Parameter")[0]}");
            return false;
        }
    }

    private static void NoteChanges(LoadPlan plan, string where, Action<IOptionMap> read, Action<IOptionMap> current)
    {
        OptionList there = new();
        OptionList here = new();
        read(there);
        current(here);
        if (OptionList.Differences(there, here) is { Length: > 0 } differences)
        {
            plan.NoteOption($"{where}: {differences}");
        }
    }

    /// <summary>What helps where a rule is not Eden's.</summary>
    public static string RemedyFor(OptimizerOptions options) => options is UnknownOptions unknown
        ? $"; {Printable.Of(unknown.Kind)} is not Eden's, and an optimizer with options of that type can load it"
        : "";

    private static string StateText(OptimizerOptions options) => options.StateNames.Length == 0 ? "nothing" : string.Join(", ", options.StateNames.ToArray());
}
