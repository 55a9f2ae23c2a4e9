using System.Runtime.Intrinsics;
using Eden.Kernels;

namespace Eden.Tests.Kernels;

/// <summary>How many operations a rule takes per element, counted by a lane that counts. The lab's claim on the cost of L2 and
/// decay states these numbers.</summary>
public class OperationCountTests
{
    [Fact]
    public void Adam_takes_12_operations() => Assert.Equal(12, Count(new AdamOptions()));

    [Fact]
    public void L2_in_the_optimizer_and_decay_take_two_more() =>
        Assert.Equal((14, 14), (Count(new AdamOptions { L2Penalty = 0.01 }), Count(new AdamWOptions())));

    private static int Count(OptimizerOptions options)
    {
        Counter counter = new();
        options.SelectRule<double, Counter>(1, 2, [1], counter);
        return counter.Operations;
    }

    private sealed class Counter : IEngineSink<double>
    {
        public int Operations { get; private set; }

        public void Use<TRule>(in TRule rule)
            where TRule : struct, IRule<TRule, double>
        {
            CountingLane.Operations = 0;
            CountingLane state0 = new(0.1);
            CountingLane state1 = new(0.2);
            CountingLane state2 = default;
            CountingLane state3 = default;
            _ = rule.Update(new CountingLane(1), new CountingLane(0.5), ref state0, ref state1, ref state2, ref state3);
            Operations = CountingLane.Operations;
        }

        public void UsePhased<TRule>(in TRule rule)
            where TRule : struct, IPhasedRule<TRule, double> => throw new NotSupportedException();

        public void UseMatrix<TRule>(in TRule rule)
            where TRule : struct, IMatrixRule<TRule, double> => throw new NotSupportedException();
    }

    /// <summary>One element; a fused multiply-add counts as two operations, comparisons and broadcasts as none.</summary>
    private readonly struct CountingLane(double value) : ILane<CountingLane, double>
    {
        private readonly double _value = value;

        [field: ThreadStatic]
        public static int Operations { get; set; }

        public static CountingLane operator +(CountingLane x, CountingLane y) => Counted(x._value + y._value);

        public static CountingLane operator -(CountingLane x, CountingLane y) => Counted(x._value - y._value);

        public static CountingLane operator *(CountingLane x, CountingLane y) => Counted(x._value * y._value);

        public static CountingLane operator /(CountingLane x, CountingLane y) => Counted(x._value / y._value);

        public static CountingLane Broadcast(double value) => new(value);

        public static CountingLane Fma(CountingLane x, CountingLane y, CountingLane z) => Counted(Math.FusedMultiplyAdd(x._value, y._value, z._value), 2);

        public static CountingLane Sqrt(CountingLane x) => Counted(Math.Sqrt(x._value));

        public static CountingLane Max(CountingLane x, CountingLane y) => new(Math.Max(x._value, y._value));

        public static CountingLane Min(CountingLane x, CountingLane y) => new(Math.Min(x._value, y._value));

        public static CountingLane Broadcast(in Constant<double> constant) => new(constant.Spread.ToScalar());

        public static CountingLane Abs(CountingLane x) => new(Math.Abs(x._value));

        public static CountingLane ZeroBelow(CountingLane x, CountingLane threshold, CountingLane result) => x._value < threshold._value ? default : result;

        public static CountingLane ProductOrZeroBelow(CountingLane x, CountingLane threshold, CountingLane a, CountingLane b) => ZeroBelow(x, threshold, a * b);

        public static CountingLane OneWherePositive(CountingLane x) => new(x._value > 0 ? 1 : 0);

        private static CountingLane Counted(double value, int operations = 1)
        {
            Operations += operations;
            return new CountingLane(value);
        }
    }
}
