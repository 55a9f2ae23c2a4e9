using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Eden;

/// <summary>Checks that all ranks hold the same model, options and version of Eden: what differs would silently train something
/// else.</summary>
internal static class RankAgreement
{
    /// <summary>Compares every rank with rank 0.</summary>
    /// <exception cref="InvalidOperationException">On every rank: the first that differs, and in what.</exception>
    public static void Check<T>(ICommunicator communicator, ParameterGroup<T>[] groups)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        string[] own = Describe(groups);
        string[] texts = RankText.Gather(communicator, string.Join('\n', own));
        string difference = RankText.Broadcast(communicator, texts.Select((text, rank) => Difference(own, text.Split('\n'), rank)).FirstOrDefault(found => found.Length > 0) ?? "");
        if (difference.Length > 0)
        {
            throw new InvalidOperationException(difference);
        }
    }

    private static string Difference(string[] expected, string[] actual, int rank)
    {
        int line = expected.AsSpan().CommonPrefixLength(actual);
        return line == expected.Length && line == actual.Length
            ? ""
            : $"Rank {rank} does not hold what rank 0 holds: {At(actual, line)} there, and {At(expected, line)} on rank 0. All ranks must make the same model with the same seed and options.";
    }

    private static string At(string[] lines, int line) => line < lines.Length ? lines[line] : "nothing more";

    private static string[] Describe<T>(ParameterGroup<T>[] groups)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        List<string> lines = [$"Eden {typeof(RankAgreement).Assembly.ManifestModule.ModuleVersionId:N}", $"numbers of {typeof(T).Name}"];
        for (int i = 0; i < groups.Length; i++)
        {
            lines.Add($"group {i} with {groups[i].Options.TypeName} and multiplier {Text(groups[i].ScheduleMultiplier)}");
            groups[i].Options.Map(new OptionLines(lines, i));
            foreach (Parameter<T> parameter in groups[i].Parameters)
            {
                lines.Add($"parameter {parameter}{(parameter.IsFrozen ? ", frozen" : "")}".ReplaceLineEndings(" "));
                lines.Add($"values of '{Printable.Of(parameter.Name)}' with the SHA-256 {HashOf(parameter)}");
            }
        }

        return [.. lines];
    }

    private static unsafe string HashOf<T>(Parameter<T> parameter)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const int Block = 1 << 20;
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (long first = 0; first < parameter.Length; first += Block)
        {
            hash.AppendData(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(parameter.ValuePointer + first, (int)Math.Min(Block, parameter.Length - first))));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 8));
    }

    private static string Text(double value) => value.ToString("R", System.Globalization.CultureInfo.InvariantCulture);

    private sealed class OptionLines(List<string> lines, int group) : IOptionMap
    {
        public double Number(string name, double value, string? pyTorch = null) => Add(name, value, Text(value));

        public double? Number(string name, double? value, string? pyTorch = null) => Add(name, value, value is double number ? Text(number) : "none");

        public long Count(string name, long value, string? pyTorch = null) => Add(name, value, $"{value}");

        public bool Flag(string name, bool value, string? pyTorch = null) => Add(name, value, $"{value}");

        public TEnum Choice<TEnum>(string name, TEnum value, string? pyTorch = null)
            where TEnum : struct, Enum => Add(name, value, $"{value}");

        private TValue Add<TValue>(string name, TValue value, string text)
        {
            lines.Add($"{name} {text} in group {group}");
            return value;
        }
    }
}
