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
                tensors.Add(ParameterTensors.Array(OptimizerRecord.StateName(parameter.Name, arrays[i].Name), arrays[i].Shape, optimizer.StatePointer(parameter, i), optimizer, optimizer.OwnedOf(parameter, i)));
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
                }
            }
        }
    }

    /// <summary>Compares an optimizer with a checkpoint and plans its changes.</summary>
    public static void Plan<T>(LoadPlan plan, OptimizerRecord record, Optimizer<T> optimizer)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        string[] kinds = [.. optimizer.Groups.Select(group => OptimizerRegistry.NameOf(group.Options)).Distinct()];
        if (kinds.Length == 1 && record.Kinds is [string kind] && kind != kinds[0])
        {
            plan.Refuse($"the optimizer is {Printable.Of(kind)} in the checkpoint and {kinds[0]} here{RemedyFor(record.Groups[0].Options)}");
            return;
        }

        Dictionary<string, (GroupRecord Group, ParameterRecord Parameter)> byName = new(StringComparer.Ordinal);
        foreach (GroupRecord group in record.Groups)
        {
            foreach (ParameterRecord parameter in group.Parameters)
            {
                byName.Add(parameter.Name, (group, parameter));
            }
        }

        for (int i = 0; i < optimizer.Groups.Count; i++)
        {
            PlanGroup(plan, byName, optimizer, i);
        }

        foreach (string name in byName.Keys)
        {
            plan.Refuse($"parameter '{Printable.Of(name)}' of the optimizer is in the checkpoint, but not here");
        }

        GradientOptions gradients = record.Gradients ?? optimizer.GradientOptions;
        if (IsSound(plan, "the optimizer", () => Optimizer<T>.CheckGradientHandling(gradients, record.LossScale)))
        {
            NoteChanges(plan, "gradients", map => gradients.Map(map), map => optimizer.GradientOptions.Map(map));
            plan.Change(() => optimizer.SetGradientHandling(gradients, record.LossScale));
        }

        // A file that does not count steps: the parameter that has taken most of them was there from the first.
        long steps = record.Steps ?? record.Groups.SelectMany(group => group.Parameters).Select(parameter => parameter.Steps).DefaultIfEmpty().Max();
        plan.Change(() => optimizer.SetStepCounts(steps, record.SkippedSteps));
    }

    private static void PlanGroup<T>(LoadPlan plan, Dictionary<string, (GroupRecord Group, ParameterRecord Parameter)> byName, Optimizer<T> optimizer, int index)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ParameterGroup<T> group = optimizer.Groups[index];
        List<GroupRecord> sources = [];
        foreach (Parameter<T> parameter in group.Parameters)
        {
            if (!byName.Remove(parameter.Name, out (GroupRecord Group, ParameterRecord Parameter) found))
            {
                plan.Refuse($"parameter '{Printable.Of(parameter.Name)}' of the optimizer is here, but not in the checkpoint");
                continue;
            }

            sources.Add(found.Group);
            if (HaveSameState(found.Group.Options, group.Options))
            {
                PlanParameter(plan, optimizer, found.Group.Options, parameter, found.Parameter.Steps);
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

    private static void PlanOptions<T>(LoadPlan plan, GroupRecord source, ParameterGroup<T> group, string where)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
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
        else if (IsSound(plan, where, () => ParameterGroup<T>.Validate(options, source.ScheduleMultiplier)))
        {
            NoteChanges(plan, where, map => options.Map(map), map => group.Options.Map(map));
            plan.Change(() =>
            {
                group.Adopt(options, source.ScheduleMultiplier);
                group.PyTorchEntries = source.PyTorchEntries;
            });
        }
    }

    private static void PlanParameter<T>(LoadPlan plan, Optimizer<T> optimizer, OptimizerOptions options, Parameter<T> parameter, long steps)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        StateArray[] arrays = options.DescribeState(parameter.Shape);
        bool fits = true;
        foreach (StateArray array in arrays)
        {
            fits &= steps == 0 || plan.Fits<T>(OptimizerRecord.StateName(parameter.Name, array.Name), array.Shape, array.IsNumber);
        }

        if (!fits)
        {
            return;
        }

        for (int i = 0; i < arrays.Length; i++)
        {
            T* start = optimizer.StatePointer(parameter, i);
            Block owned = optimizer.OwnedOf(parameter, i);
            StateArray array = arrays[i];
            if (steps > 0)
            {
                plan.Copy(OptimizerRecord.StateName(parameter.Name, array.Name), start, owned);
            }
            else
            {
                plan.Change(() => StateLayout.Fill(start, array, owned));
            }
        }

        plan.Change(() => optimizer.SetStepCount(parameter, steps));
    }

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
