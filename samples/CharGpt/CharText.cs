using System.IO.Compression;
using System.Text;
using static TorchSharp.torch;

namespace Eden.Samples.CharGpt;

/// <summary>A text as numbers: the last tenth is for validation.</summary>
internal sealed class CharText
{
    private readonly string _characters;
    private readonly long[] _training;
    private readonly long[] _validation;

    public CharText(string text)
    {
        _characters = string.Concat(text.Distinct().Order());
        long[] all = Encode(text);
        _training = all[..^(all.Length / 10)];
        _validation = all[_training.Length..];
    }

    public int CharacterCount => _characters.Length;

    public int TrainingLength => _training.Length;

    public int ValidationLength => _validation.Length;

    /// <summary>"Pride and Prejudice" and "Sense and Sensibility": austen.txt.gz.</summary>
    public static CharText Austen()
    {
        using Stream file = typeof(CharText).Assembly.GetManifestResourceStream("austen.txt.gz")!;
        using GZipStream unpacked = new(file, CompressionMode.Decompress);
        using StreamReader reader = new(unpacked, Encoding.ASCII);
        return new(reader.ReadToEnd());
    }

    public long[] Encode(string text) => [.. text.Select(character => (long)_characters.IndexOf(character, StringComparison.Ordinal))];

    public string Decode(IEnumerable<long> numbers) => string.Concat(numbers.Select(number => _characters[(int)number]));

    /// <summary>The batch of a step: a function of seed and step, so that a resumed run sees the same.</summary>
    /// <returns>Characters and the ones after them, each [batch, length].</returns>
    public (Tensor Input, Tensor Target) Batch(long seed, long step, int batch, int length)
    {
        Random random = new(unchecked((int)((seed * 1_000_003) + step)));
        return Windows(_training, [.. Enumerable.Range(0, batch).Select(_ => random.Next(_training.Length - length))], length);
    }

    /// <summary>Windows of the validation part, evenly spaced.</summary>
    public (Tensor Input, Tensor Target) Validation(int count, int length) =>
        Windows(_validation, [.. Enumerable.Range(0, count).Select(i => (int)((long)i * (_validation.Length - length - 1) / count))], length);

    private static (Tensor Input, Tensor Target) Windows(long[] from, int[] starts, int length)
    {
        Tensor Take(int shift) => tensor(starts.SelectMany(start => from.AsSpan(start + shift, length).ToArray()).ToArray()).view(starts.Length, length);
        return (Take(0), Take(1));
    }
}
