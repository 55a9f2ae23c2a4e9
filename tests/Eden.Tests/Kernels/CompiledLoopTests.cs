using System.Reflection;
using Eden.Kernels;
using Eden.Tests.Support;

namespace Eden.Tests.Kernels;

/// <summary>How many loops Native AOT compiles into a program. Each combination of rule, use of gradients and lanes is a loop of its
/// own.</summary>
public class CompiledLoopTests(ITestOutputHelper output)
{
    /// <summary>For processors of every kind. The compiler leaves out lanes that the chosen instruction set does not have.</summary>
    private const int Most = 544;

    [Fact]
    public void A_program_with_AdamW_over_floats_compiles_no_more_loops_than_before()
    {
        MethodInfo select = typeof(OptimizerOptions).GetMethod("SelectRule", BindingFlags.Instance | BindingFlags.NonPublic)!.MakeGenericMethod(typeof(float), typeof(StepPlan<float>));
        MethodInfo run = typeof(StepPlan<float>).GetMethod(nameof(StepPlan<>.Run), [typeof(LaneWidth), typeof(GradientUse)])!;

        MethodBase[] reached = [.. ReachableMethods.From([typeof(AdamWOptions)], [select, run])];

        MethodBase[] loops = [.. reached.Where(method => method.MethodImplementationFlags.HasFlag(MethodImplAttributes.AggressiveOptimization))];
        foreach (IGrouping<string, MethodBase> group in loops.GroupBy(loop => $"{loop.Name} with {string.Join(", ", loop.GetGenericArguments().Skip(1).Select(type => type.Name))}"))
        {
            output.WriteLine($"{group.Count()} {group.Key}");
        }

        output.WriteLine($"{loops.Length} loops, {loops.Select(loop => loop.GetGenericArguments()[0]).Distinct().Count()} rules");
        Assert.InRange(loops.Length, Most / 2, Most);
    }
}
