using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Eden.Samples.CharGpt;

/// <summary>The size of a <see cref="Gpt"/>.</summary>
internal sealed record GptSize(int Characters, int Context = 64, int Width = 336, int Heads = 6, int Layers = 4);

/// <summary>A decoder-only transformer (Radford et al., "Language Models are Unsupervised Multitask Learners", 2019): characters
/// [batch, time] in, logits [batch, time, characters] out.</summary>
internal sealed class Gpt : Module<Tensor, Tensor>
{
    private readonly Embedding _token;
    private readonly Embedding _position;
    private readonly Sequential _blocks;
    private readonly LayerNorm _norm;
    private readonly Linear _head;

    public Gpt(GptSize size)
        : base(nameof(Gpt))
    {
        Size = size;
        _token = Embedding(size.Characters, size.Width);
        _position = Embedding(size.Context, size.Width);
        _blocks = Sequential(Enumerable.Range(0, size.Layers).Select(_ => (Module<Tensor, Tensor>)new Block(size)));
        _norm = LayerNorm(size.Width);
        _head = Linear(size.Width, size.Characters, hasBias: false);
        register_module("token", _token);
        register_module("position", _position);
        register_module("blocks", _blocks);
        register_module("norm", _norm);
        register_module("head", _head);
        foreach ((string name, Parameter weight) in named_parameters())
        {
            if (weight.dim() == 2)
            {
                // GPT-2's: what is added to the sum of all layers starts smaller, the more of them there are.
                init.normal_(weight, 0, name.EndsWith("out.weight", StringComparison.Ordinal) ? 0.02 / Math.Sqrt(2 * size.Layers) : 0.02);
            }
        }
    }

    public GptSize Size { get; }

    public override Tensor forward(Tensor input)
    {
        Tensor x = _token.call(input) + _position.call(arange(input.shape[1]));
        return _head.call(_norm.call(_blocks.call(x)));
    }

    /// <summary>Attention to earlier characters and two dense layers, each added to what comes in.</summary>
    private sealed class Block : Module<Tensor, Tensor>
    {
        private readonly GptSize _size;
        private readonly LayerNorm _norm1;
        private readonly LayerNorm _norm2;
        private readonly Linear _attention;
        private readonly Linear _attentionOut;
        private readonly Linear _dense;
        private readonly Linear _denseOut;

        public Block(GptSize size)
            : base(nameof(Block))
        {
            _size = size;
            _norm1 = LayerNorm(size.Width);
            _attention = Linear(size.Width, 3 * size.Width);
            _attentionOut = Linear(size.Width, size.Width);
            _norm2 = LayerNorm(size.Width);
            _dense = Linear(size.Width, 4 * size.Width);
            _denseOut = Linear(4 * size.Width, size.Width);
            register_module("norm1", _norm1);
            register_module("attention", _attention);
            register_module("attention_out", _attentionOut);
            register_module("norm2", _norm2);
            register_module("dense", _dense);
            register_module("dense_out", _denseOut);
        }

        public override Tensor forward(Tensor input)
        {
            Tensor x = input + _attentionOut.call(Attend(_norm1.call(input)));
            return x + _denseOut.call(functional.gelu(_dense.call(_norm2.call(x))));
        }

        private Tensor Attend(Tensor x)
        {
            (long batch, long time) = (x.shape[0], x.shape[1]);
            Tensor[] parts = _attention.call(x).view(batch, time, 3, _size.Heads, _size.Width / _size.Heads).permute(2, 0, 3, 1, 4).unbind();
            return functional.scaled_dot_product_attention(parts[0], parts[1], parts[2], is_casual: true).transpose(1, 2).reshape(batch, time, _size.Width);
        }
    }
}
