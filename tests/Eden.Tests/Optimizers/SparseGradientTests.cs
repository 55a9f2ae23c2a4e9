using Eden.Kernels;
using Eden.Lab.Verification;
using Eden.Tests.Support;

namespace Eden.Tests.Optimizers;

/// <summary>Steps with gradients of some rows.</summary>
[Collection(AllocationsRunAlone.Name)]
public sealed class SparseGradientTests
{
    private const int Rows = 50;
    private const int Width = 7;

    [Fact]
    public void Touched_rows_move_as_the_oracle_s_and_all_others_stay_as_they_are()
    {
        using Parameter<double> table = Filled();
        using SparseAdam<double> optimizer = new([table], new() { LearningRate = 0.1 });
        Oracle oracle = Oracle.Of(new SparseAdamOptions { LearningRate = 0.1 }, Rows * Width);
        double[] expected = table.Value.ToArray();
        for (int step = 0; step < 9; step++)
        {
            (long[] rows, double[] values) = Gradient(step);
            table.SparseGradient = new(rows, values);
            optimizer.Step();
            oracle.StepRows(expected, [.. rows.Select(row => (int)row)], values);
        }

        Assert.Equal(9, optimizer.GetStepCount(table));
        Assert.All(expected.Zip(table.Value.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-14));
        Assert.All(oracle.States[1].Zip(optimizer.GetState(table)["exp_avg_sq"]), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
        Assert.Contains(0, optimizer.GetState(table)["exp_avg"]);
    }

    [Fact]
    public void A_row_that_comes_twice_has_the_sum_of_its_gradients()
    {
        using Parameter<double> twice = Filled();
        using Parameter<double> once = Filled();
        using SparseAdam<double> one = new([twice]);
        using SparseAdam<double> other = new([once]);
        twice.SparseGradient = new(new long[] { 3, 1, 3 }, Enumerable.Range(0, 3 * Width).Select(i => (double)i).ToArray());
        once.SparseGradient = new(new long[] { 1, 3 }, Enumerable.Range(0, 2 * Width).Select(i => i < Width ? i + Width : 2.0 * (i - Width) + (2 * Width)).ToArray());
        one.Step();
        other.Step();
        Bits.AssertEqual<double>(once.Value, twice.Value, "twice", "summed");
    }

    [Fact]
    public void Every_width_and_number_of_threads_gives_the_same_bits()
    {
        double[] expected = Run(LaneWidth.Scalar, 1);
        foreach (LaneWidth width in Lanes.Widths)
        {
            Bits.AssertEqual<double>(expected, Run(width, 1), width, "one thread");
            Bits.AssertEqual<double>(expected, Run(width, 3), width, "three threads");
        }
    }

    [Fact]
    public void A_norm_is_that_of_the_touched_rows_and_clips_them()
    {
        using Parameter<double> table = Filled();
        using SparseAdam<double> optimizer = new([table]) { GradientOptions = new() { MaxNorm = 1, ClearAfterStep = true } };
        table.SparseGradient = new(new long[] { 2, 2 }, Enumerable.Repeat(3.0, 2 * Width).ToArray());
        Assert.Equal(6 * Math.Sqrt(Width), optimizer.Step().GradientNorm!.Value, 1e-12);
        Assert.Equal(0.1 / Math.Sqrt(Width), optimizer.GetState(table)["exp_avg"][2 * Width], 1e-6);
        Assert.True(table.SparseGradient is { Rows.Length: 0 });
        optimizer.Step();
        Assert.Equal(2, optimizer.GetStepCount(table));
    }

    [Fact]
    public void A_nan_is_found_at_its_place_in_the_parameter_and_nothing_changes()
    {
        using Parameter<double> table = Filled();
        using SparseAdam<double> optimizer = new([table]) { GradientOptions = new() { NonFinite = NonFiniteGradients.Throw } };
        double[] values = new double[2 * Width];
        values[Width + 2] = double.NaN;
        table.SparseGradient = new(new long[] { 40, 4 }, values);
        Assert.Equal($"The gradient of 'table' is infinite or NaN at index {(4 * Width) + 2}.", Assert.Throws<NotFiniteNumberException>(() => optimizer.Step()).Message);
        AssertUntouched(table, optimizer);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(Rows)]
    [InlineData(long.MaxValue)]
    public void A_row_that_the_parameter_does_not_have_is_refused_and_nothing_changes(long row)
    {
        using Parameter<double> table = Filled();
        using SparseAdam<double> optimizer = new([table]);
        table.SparseGradient = new(new[] { 3, row }, new double[2 * Width]);
        Assert.Equal($"Rows[1] of the sparse gradient of 'table' is {row}; it must be from 0 to 49.", Assert.Throws<InvalidOperationException>(() => optimizer.Step()).Message);
        AssertUntouched(table, optimizer);
    }

    [Fact]
    public void Wrong_lengths_a_number_and_other_optimizers_are_refused()
    {
        using Parameter<double> table = Filled();
        Assert.StartsWith(
            "The sparse gradient of 'table' has 2 rows of 7 elements, but 13 values.",
            Assert.Throws<ArgumentException>(() => table.SparseGradient = new(new long[2], new double[13])).Message,
            StringComparison.Ordinal);
        Assert.Null(table.SparseGradient);
        using Parameter<double> number = new("number");
        Assert.Throws<ArgumentException>(() => number.SparseGradient = new(new long[1], new double[1]));
        table.SparseGradient = new(new long[1], new double[Width]);
        using AdamW<double> dense = new([table]);
        Assert.StartsWith("'table' has a sparse gradient, which AdamW does not take", Assert.Throws<NotSupportedException>(() => dense.Step()).Message, StringComparison.Ordinal);
        AssertUntouched(table, dense);
        using SparseAdam<double> cautious = new([table], new() { Cautious = true });
        Assert.Throws<NotSupportedException>(() => cautious.Step());
    }

    [Fact]
    public void A_dense_and_a_sparse_gradient_take_each_other_s_place()
    {
        using Parameter<double> table = Filled();
        table.HasGradient = true;
        table.SparseGradient = new(new long[1], new double[Width]);
        Assert.False(table.HasGradient);
        table.HasGradient = true;
        Assert.Null(table.SparseGradient);
    }

    [Fact]
    public void A_run_goes_on_in_a_copy_and_from_a_file_with_the_same_bits()
    {
        string path = Path.GetTempFileName();
        try
        {
            using Parameter<double> table = Filled();
            using SparseAdam<double> optimizer = new([table]);
            Steps(table, optimizer, 0, 4);
            optimizer.Save(path);
            using Parameter<double> copied = Filled();
            table.Value.CopyTo(copied.Value);
            using Optimizer<double> copy = optimizer.CopyFor([copied]);
            using Parameter<double> loaded = Filled();
            using SparseAdam<double> resumed = new([loaded]);
            Assert.Empty(resumed.Load(path).Misfits);
            Steps(table, optimizer, 4, 8);
            Steps(copied, copy, 4, 8);
            Steps(loaded, resumed, 4, 8);
            Bits.AssertEqual<double>(table.Value, copied.Value, "copy", "copied");
            Bits.AssertEqual<double>(table.Value, loaded.Value, "file", "loaded");
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Steps_allocate_nothing_once_there_were_as_many_rows()
    {
        using Parameter<double> table = Filled();
        using SparseAdam<double> optimizer = new([table]);
        (long[] rows, double[] values) = Gradient(3);
        table.SparseGradient = new(rows, values);
        optimizer.Step();
        Assert.Equal(0, Allocations.InEveryRound(() =>
        {
            for (int t = 1; t <= rows.Length; t++)
            {
                table.SparseGradient = new(rows.AsMemory(0, t), values.AsMemory(0, t * Width));
                optimizer.Step();
            }
        }));
    }

    private static void AssertUntouched(Parameter<double> table, Optimizer<double> optimizer)
    {
        using Parameter<double> start = Filled();
        Bits.AssertEqual<double>(start.Value, table.Value, "table", "untouched");
        Assert.Equal(0, optimizer.GetStepCount(table));
        Assert.All(optimizer.GetState(table).Values, state => Assert.All(state, value => Assert.Equal(0, value)));
    }

    private static double[] Run(LaneWidth width, int threads)
    {
        using Parameter<double> table = Filled();
        using SparseAdam<double> optimizer = new([table]) { LaneWidth = width, Engine = new() { DegreeOfParallelism = threads, SingleThreadBelow = 0 } };
        Steps(table, optimizer, 0, 6);
        return table.Value.ToArray();
    }

    private static void Steps(Parameter<double> table, Optimizer<double> optimizer, int from, int to)
    {
        for (int step = from; step < to; step++)
        {
            (long[] rows, double[] values) = Gradient(step);
            table.SparseGradient = new(rows, values);
            optimizer.Step();
        }
    }

    private static Parameter<double> Filled()
    {
        Parameter<double> table = new("table", Rows, Width);
        Xoshiro256 random = new(5);
        foreach (ref double value in table.Value)
        {
            value = random.NextNormal();
        }

        return table;
    }

    /// <summary>Some rows below 20, of which some come twice.</summary>
    private static (long[] Rows, double[] Values) Gradient(int step)
    {
        Xoshiro256 random = new((ulong)(100 + step));
        long[] rows = [.. Enumerable.Range(0, 9).Select(_ => (long)random.NextInt(20))];
        return (rows, [.. Enumerable.Range(0, rows.Length * Width).Select(_ => random.NextNormal())]);
    }
}
