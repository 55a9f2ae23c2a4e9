namespace Eden.Lab.Claims;

/// <summary>AdamW as PyTorch computes it in float32, operation by operation (torch/optim/adamw.py, version 1.13): what
/// happens to the decay there can be shown without PyTorch. A test holds it against recordings of the real one.</summary>
internal sealed class PyTorchAdamW(int length)
{
    private readonly float[] _m = new float[length];
    private readonly float[] _v = new float[length];
    private long _step;

    public required double LearningRate { get; init; }

    public required double WeightDecay { get; init; }

    public double Beta1 { get; init; } = 0.9;

    public double Beta2 { get; init; } = 0.999;

    public double Epsilon { get; init; } = 1e-8;

    public void Step(Span<float> weight, ReadOnlySpan<float> gradient)
    {
        _step++;
        float keep = (float)(1 - (LearningRate * WeightDecay));
        float stepSize = (float)-(LearningRate / (1 - Math.Pow(Beta1, _step)));
        float correction = (float)Math.Sqrt(1 - Math.Pow(Beta2, _step));
        for (int i = 0; i < weight.Length; i++)
        {
            float g = gradient[i];
            weight[i] *= keep;                                                                    // param.mul_(1 - lr * weight_decay)
            _m[i] = MathF.FusedMultiplyAdd(g, (float)(1 - Beta1), _m[i] * (float)Beta1);          // exp_avg.mul_(beta1).add_(grad, alpha=1 - beta1)
            _v[i] = MathF.FusedMultiplyAdd((float)(1 - Beta2) * g, g, _v[i] * (float)Beta2);      // exp_avg_sq.mul_(beta2).addcmul_(grad, grad, value=1 - beta2)
            float denominator = (MathF.Sqrt(_v[i]) / correction) + (float)Epsilon;                // (exp_avg_sq.sqrt() / bias_correction2_sqrt).add_(eps)
            weight[i] += stepSize * _m[i] / denominator;                                          // param.addcdiv_(exp_avg, denom, value=-step_size)
        }
    }
}
