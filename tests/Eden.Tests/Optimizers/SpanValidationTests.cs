namespace Eden.Tests.Optimizers;

/// <summary>What the span entry refuses; nothing has changed afterwards.</summary>
public class SpanValidationTests
{
    private static readonly AdamOptions AmsGrad = new() { AmsGrad = true };
    private static readonly SgdOptions Momentum = new() { Momentum = 0.9 };

    private readonly float[] _value = [1, 2, 3];
    private readonly float[] _gradient = [1, 1, 1];
    private readonly float[] _m = [0, 0, 0];
    private readonly float[] _v = [0, 0, 0];
    private readonly float[] _vMax = [0, 0, 0];

    [Fact]
    public void Spans_of_unequal_length_are_refused()
    {
        Refuse(() => Fused.Adam<float>(_value, _gradient.AsSpan(1), _m, _v, 1, new()));
        Refuse(() => Fused.Adam<float>(_value, _gradient, _m.AsSpan(1), _v, 1, new()));
        Refuse(() => Fused.Adam<float>(_value, _gradient, _m, [], 1, new()));
        Refuse(() => Fused.Adam<float>(_value.AsSpan(1), _gradient, _m, _v, 1, new()));
        Refuse(() => Fused.Adam<float>(_value, _gradient, _m, _v, 1, AmsGrad, _vMax.AsSpan(1)));
        Refuse(() => Fused.Sgd<float>(_value, _gradient, _m.AsSpan(1), 1, Momentum));
    }

    [Fact]
    public void State_that_does_not_fit_the_options_is_refused()
    {
        Refuse(() => Fused.Adam<float>(_value, _gradient, _m, _v, 1, AmsGrad));
        Refuse(() => Fused.AdamW<float>(_value, _gradient, _m, _v, 1, new(), _vMax));
        Refuse(() => Fused.Sgd<float>(_value, _gradient, _m, 1, new()));
        Refuse(() => Fused.Sgd<float>(_value, _gradient, [], 1, Momentum));
    }

    [Fact]
    public void Spans_that_overlap_are_refused()
    {
        float[] shared = [1, 2, 3, 4, 5];
        Refuse(() => Fused.Adam<float>(_value, _value, _m, _v, 1, new()));
        Refuse(() => Fused.Adam<float>(_value, _gradient, _m, _m, 1, new()));
        Refuse(() => Fused.Adam<float>(_value, _gradient, _m, _gradient, 1, new()));
        Refuse(() => Fused.Adam<float>(_value, _gradient, _m, _v, 1, AmsGrad, _v));
        Refuse(() => Fused.Adam<float>(shared.AsSpan(0, 3), _gradient, _m, shared.AsSpan(2, 3), 1, new()));
        Refuse(() => Fused.Sgd<float>(_value, _gradient, _value, 1, Momentum));
        Assert.Equal([1, 2, 3, 4, 5], shared);
    }

    [Fact]
    public void Elements_other_than_float_and_double_are_refused()
    {
        Half[] half = [(Half)1];
        Assert.Throws<NotSupportedException>(() => Fused.Sgd<Half>(half, new Half[1], [], 1, new()));
        Assert.Equal((Half)1, half[0]);
    }

    [Fact]
    public void Empty_spans_are_a_step_of_nothing() => Fused.AdamW<double>([], [], [], [], 1, new());

    private void Refuse(Action step)
    {
        Assert.Throws<ArgumentException>(step);
        Assert.Equal([1, 2, 3, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0], [.. _value, .. _gradient, .. _m, .. _v, .. _vMax]);
    }
}
