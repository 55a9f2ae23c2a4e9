using System.Numerics;
using System.Runtime.InteropServices;

namespace Eden.Tests;

public unsafe class ParameterTests
{
    private static readonly long MoreThanASpan = (long)Math.ScaleB(3, 30);

    [Fact]
    public void Storage_of_its_own_starts_as_zeros_without_a_gradient()
    {
        Parameter<float> parameter = new("fc.weight", 10, 64);
        Assert.Equal("fc.weight", parameter.Name);
        Assert.Equal([10, 64], parameter.Shape);
        Assert.Equal(640, parameter.Length);
        Assert.Equal(new float[640], parameter.Value);
        Assert.False(parameter.HasGradient);
        Assert.Equal("fc.weight [10, 64]", parameter.ToString());
    }

    [Fact]
    public void Storage_of_its_own_is_aligned_to_64_bytes()
    {
        for (int length = 0; length < 200; length++)
        {
            AssertAligned<float>(length);
            AssertAligned<double>(length);
        }
    }

    [Fact]
    public void A_parameter_without_dimensions_is_a_single_value()
    {
        Parameter<double> parameter = new("scale");
        Assert.Equal(1, parameter.Length);
        Assert.True(parameter.Shape.IsEmpty);
        Assert.Equal("scale []", parameter.ToString());
    }

    [Fact]
    public void A_dimension_of_zero_makes_an_empty_parameter_however_large_the_others_are()
    {
        Assert.Equal(0, new Parameter<float>("p", 3, 0).Length);
        Assert.Equal(0, new Parameter<float>("p", long.MaxValue, long.MaxValue, 0).Length);
    }

    [Fact]
    public void Wrapped_memory_is_used_in_place()
    {
        float[] memory = [0, 1, 2, 3, 4, 5, 6, 7];
        using Parameter<float> parameter = Parameter<float>.Wrap("p", memory.AsMemory(1, 3), memory.AsMemory(5, 3));
        Assert.Equal([3], parameter.Shape);
        Assert.Equal([1, 2, 3], parameter.Value);
        Assert.True(parameter.HasGradient);
        Assert.Equal([5, 6, 7], parameter.Gradient);
        using Sgd<float> optimizer = new([parameter], new() { LearningRate = 1 });
        optimizer.Step();
        Assert.Equal([0, -4, -4, -4, 4, 5, 6, 7], memory);
    }

    [Fact]
    public void Shapes_come_as_numbers_and_as_arrays_of_int_and_long()
    {
        int[] ints = [2, 3];
        long[] longs = [2, 3];
        Assert.Equal([2, 3], new Parameter<float>("p", 2, 3).Shape);
        Assert.Equal([2, 3], new Parameter<float>("p", ints).Shape);
        Assert.Equal([2, 3], new Parameter<float>("p", longs).Shape);
        Assert.Equal([2, 3], Parameter<float>.Wrap("p", new float[6], 2, 3).Shape);
    }

    [Fact]
    public void A_wrapped_matrix_is_used_in_place_and_gives_its_shape()
    {
        float[,] value = { { 1, 2, 3 }, { 4, 5, 6 } };
        float[,] gradient = { { 1, 1, 1 }, { 2, 2, 2 } };
        using Parameter<float> parameter = Parameter<float>.Wrap("p", value, gradient);
        using Sgd<float> optimizer = new([parameter], new() { LearningRate = 1 });
        GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
        optimizer.Step();

        Assert.Equal([2, 3], parameter.Shape);
        Assert.Equal(new float[,] { { 0, 1, 2 }, { 2, 3, 4 } }, value);
        Assert.Equal([0, 1, 2, 2, 3, 4], parameter.Value);
        Assert.False(Parameter<float>.Wrap("q", new float[0, 3]).HasGradient);
        AssertRefused("Parameter 'p' has the shape [2, 3], but its gradient [3, 2].", () => Parameter<float>.Wrap("p", value, new float[3, 2]));
    }

    [Fact]
    public void Wrapped_native_memory_is_used_in_place()
    {
        double* memory = stackalloc double[4] { 1, 2, 3, 4 };
        using Parameter<double> parameter = Parameter<double>.Wrap("p", memory, memory + 2, 1, 2);
        Assert.Equal([1, 2], parameter.Shape);
        parameter.Value[1] = 7;
        parameter.ZeroGradient();
        Assert.Equal([1, 7, 0, 0], new Span<double>(memory, 4));
    }

    [Fact]
    public void Wrapped_memory_without_a_gradient_gets_one_of_its_own_when_asked()
    {
        using Parameter<float> parameter = Parameter<float>.Wrap("p", new float[] { 1, 2 });
        Assert.False(parameter.HasGradient);
        parameter.HasGradient = true;
        Assert.Equal([0, 0], parameter.Gradient);
    }

    [Fact]
    public void An_absent_gradient_comes_back_as_zeros()
    {
        Parameter<float> parameter = new("p", 2) { HasGradient = true };
        parameter.Gradient.Fill(3);
        parameter.HasGradient = true;
        Assert.Equal([3, 3], parameter.Gradient);
        parameter.HasGradient = false;
        InvalidOperationException exception = Assert.Throws<InvalidOperationException>(() => parameter.Gradient.Length);
        Assert.Equal("Parameter 'p' has no gradient; set HasGradient to bring in a zero one.", exception.Message);
        parameter.HasGradient = true;
        Assert.Equal([0, 0], parameter.Gradient);
    }

    [Fact]
    public void Zeroing_an_absent_gradient_leaves_it_absent()
    {
        Parameter<float> parameter = new("p", 2);
        parameter.ZeroGradient();
        Assert.False(parameter.HasGradient);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(null)]
    public void A_name_that_is_empty_is_refused(string? name)
    {
        Assert.ThrowsAny<ArgumentException>(() => new Parameter<float>(name!, 1));
        Assert.ThrowsAny<ArgumentException>(() => Parameter<float>.Wrap(name!, new float[1]));
    }

    [Fact]
    public void Lengths_that_disagree_are_refused()
    {
        AssertRefused("Parameter 'p' of shape [2, 2] needs 4 values, but the memory holds 3.", () => Parameter<float>.Wrap("p", new float[3], 2, 2));
        AssertRefused("Parameter 'p' has 3 values, but its gradient holds 4.", () => Parameter<float>.Wrap("p", new float[3], new float[4]));
    }

    [Fact]
    public void Shapes_that_cannot_be_are_refused()
    {
        AssertRefused("Parameter 'p' has the shape [2, -1]; a dimension must be at least 0.", () => new Parameter<float>("p", 2, -1));
        AssertRefused("Parameter 'p' has the shape [-1, 0]; a dimension must be at least 0.", () => new Parameter<float>("p", -1, 0));
        AssertRefused("Parameter 'p' has the shape [9223372036854775807, 9223372036854775807], which is larger than any memory.", () => new Parameter<float>("p", long.MaxValue, long.MaxValue));
        AssertRefused($"{MoreThanASpan} elements are more than a managed array can hold; wrap native memory instead.", () => new Parameter<float>("p", MoreThanASpan));
    }

    [Fact]
    public void Native_memory_that_is_misaligned_or_null_is_refused()
    {
        float* memory = stackalloc float[4];
        float* misaligned = (float*)((byte*)memory + 2);
        AssertRefused("Parameter 'p' has an address that is not aligned to 4 bytes.", () => Parameter<float>.Wrap("p", misaligned, null, 1));
        AssertRefused("Parameter 'p' has an address that is not aligned to 4 bytes.", () => Parameter<float>.Wrap("p", memory, misaligned, 1));
        Assert.Throws<ArgumentNullException>(() => Parameter<float>.Wrap("p", (float*)null, null, 1));
    }

    [Fact]
    public void Native_memory_may_be_larger_than_a_span()
    {
        float* memory = stackalloc float[1];
        using Parameter<float> parameter = Parameter<float>.Wrap("p", memory, null, MoreThanASpan);
        Assert.Equal(MoreThanASpan, parameter.Length);
        Assert.Throws<InvalidOperationException>(() => parameter.Value.Length);
    }

    [Fact]
    public void Elements_other_than_float_and_double_are_refused()
    {
        Assert.Throws<NotSupportedException>(() => new Parameter<Half>("p", 1));
        Assert.Throws<NotSupportedException>(() => Parameter<NFloat>.Wrap("p", new NFloat[1]));
    }

    [Fact]
    public void A_disposed_parameter_refuses_to_be_used()
    {
        Parameter<float> parameter = Parameter<float>.Wrap("p", new float[2], new float[2]);
        parameter.Dispose();
        parameter.Dispose();
        Assert.Throws<ObjectDisposedException>(() => parameter.Value.Length);
        Assert.Throws<ObjectDisposedException>(() => parameter.Gradient.Length);
        Assert.Throws<ObjectDisposedException>(() => parameter.HasGradient = true);
        Assert.False(parameter.HasGradient);
        Assert.Equal("p", parameter.Name);
    }

    private static void AssertAligned<T>(int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Parameter<T> parameter = new("p", length) { HasGradient = true };
        Assert.Equal(0u, (nuint)parameter.ValuePointer % 64);
        Assert.Equal(0u, (nuint)parameter.GradientPointer % 64);
        using AdamW<T> optimizer = new([parameter]);
        for (int i = 0; i < 2 && length > 0; i++)
        {
            fixed (T* state = optimizer.State(parameter, i))
            {
                Assert.Equal(0u, (nuint)state % 64);
            }
        }
    }

    private static void AssertRefused(string message, Func<object?> make)
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(make);
        Assert.StartsWith(message, exception.Message, StringComparison.Ordinal);
    }
}
