using TorchSharp;
using static TorchSharp.torch;
using TorchParameter = TorchSharp.Modules.Parameter;

namespace Eden.Torch.Tests;

/// <summary>What is refused, in one message, before anything has changed.</summary>
public class RefusalTests
{
    [Theory]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.ComplexFloat32)]
    public void Other_types_are_refused(ScalarType type)
    {
        TorchParameter weight = new(ones(3, type));
        weight.grad = ones(3, type);
        Assert.Contains($"Parameter 'b' is a {type} CPU tensor; Eden steps dense float32 and float64 tensors on the CPU.", Refusal<NotSupportedException>(weight));
    }

    [Fact]
    public void Other_devices_are_refused()
    {
        TorchParameter weight = new(ones(3, device: META));
        weight.grad = ones(3, device: META);
        Assert.Contains("Parameter 'b' is a Float32 META tensor;", Refusal<NotSupportedException>(weight));
    }

    [Fact]
    public void Sparse_gradients_are_refused()
    {
        TorchSharp.Modules.Embedding embedding = nn.Embedding(5, 2, sparse: true);
        embedding.call(tensor(new long[] { 1, 3 })).sum().backward();
        Assert.Contains("with a sparse Float32 CPU gradient", Refusal<NotSupportedException>(embedding.weight!));
    }

    [Fact]
    public void Gradients_that_are_sparse_by_rows_are_refused()
    {
        using TorchSharp.torch.jit.CompilationUnit script = torch.jit.compile("def rows(x):\n    return x.to_sparse_csr()\n");
        TorchParameter weight = Model.Parameter(4, 3);
        weight.grad = (Tensor)script.invoke("rows", ones(4, 3));
        Assert.Contains("Parameter 'b' is a Float32 CPU tensor with a sparse Float32 CPU gradient of 12 elements", Refusal<NotSupportedException>(weight));
        TorchParameter rows = new((Tensor)script.invoke("rows", ones(4, 3)));
        rows.grad = (Tensor)script.invoke("rows", ones(4, 3));
        Assert.Contains("Parameter 'b' is a sparse Float32 CPU tensor", Refusal<NotSupportedException>(rows));
    }

    [Fact]
    public void A_gradient_whose_memory_holds_the_negatives_is_read_as_torch_reads_it()
    {
        using TorchSharp.torch.jit.CompilationUnit script = torch.jit.compile("def negate(x):\n    return torch._neg_view(x)\n");
        TorchParameter weight = new(zeros(2));
        weight.grad = (Tensor)script.invoke("negate", ones(2));
        using SGD optimizer = new([weight], 1);
        optimizer.step();
        Assert.Equal([1, 1], Model.Values(weight));
        TorchParameter negated = new((Tensor)script.invoke("negate", ones(2)));
        negated.grad = ones(2);
        Assert.Contains("Parameter 'b' is a negated Float32 CPU tensor", Refusal<NotSupportedException>(negated));
    }

    [Fact]
    public void Parameters_with_gaps_are_refused()
    {
        TorchParameter weight = new(ones(4, 6)[.., TensorIndex.Slice(0, 6, 2)]);
        weight.grad = ones(4, 3);
        Assert.Contains("has gaps or repeated elements (shape [4, 3], strides [6, 2])", Refusal<NotSupportedException>(weight));
    }

    [Fact]
    public void Parameters_that_overlap_are_refused()
    {
        Tensor memory = ones(8);
        TorchParameter first = new(memory[..5]), second = new(memory[4..]);
        first.grad = ones(5);
        second.grad = ones(4);
        using SGD optimizer = new([("first", first), ("second", second)], 0.1);
        Assert.Contains("Parameter 'second' shares memory with 'first'", Assert.Throws<NotSupportedException>(() => optimizer.step()).Message);
        Assert.Equal(Enumerable.Repeat(1.0, 8), Model.Values(memory));
    }

    [Fact]
    public void A_disposed_parameter_is_refused()
    {
        TorchParameter weight = Model.Parameter(3);
        Assert.Contains("Parameter 'b' was disposed", Refusal<InvalidOperationException>(weight, weight.Dispose));
    }

    [Fact]
    public void State_that_a_dispose_scope_took_is_refused()
    {
        TorchParameter weight = Model.Parameter(3);
        weight.grad = ones(3);
        using SGD optimizer = new([("weight", weight)], 0.1, 0.9);
        optimizer.step();
        ((SGD.State)optimizer.state_dict().State[0]).momentum_buffer.Dispose();
        Assert.Contains("State momentum_buffer of parameter 'weight' was disposed", Assert.Throws<InvalidOperationException>(() => optimizer.step()).Message);
    }

    [Fact]
    public void Numbers_that_float_cannot_hold_are_refused()
    {
        TorchParameter weight = Model.Parameter(3);
        weight.grad = ones(3);
        using AdamW optimizer = new([weight], eps: 1e-60);
        double[] before = Model.Values(weight);
        Assert.Throws<ArgumentOutOfRangeException>(() => optimizer.step());
        Assert.Equal(before, Model.Values(weight));
        Assert.Equal(0, ((AdamW.State)optimizer.state_dict().State[0]).step);
    }

    /// <summary>The message for a parameter b after an ordinary one; neither values nor state of that one may change.</summary>
    private static string Refusal<TException>(TorchParameter refused, Action? before = null)
        where TException : Exception
    {
        TorchParameter ordinary = Model.Parameter(3);
        ordinary.grad = ones(3);
        using SGD optimizer = new([("a", ordinary), ("b", refused)], 0.1, 0.9);
        SGD.State state = (SGD.State)optimizer.state_dict().State[0];
        double[] values = Model.Values(ordinary);
        before?.Invoke();
        string message = Assert.Throws<TException>(() => optimizer.step()).Message;
        Assert.Equal(values, Model.Values(ordinary));
        Assert.Null(state.momentum_buffer);

        // No error of a native call waits for the next call.
        TorchSharp.torch.CheckForErrors();
        return message;
    }
}
