using System.Globalization;

namespace Eden.Samples;

/// <summary>The command line of a sample.</summary>
internal sealed record RunOptions
{
    public string Optimizer { get; init; } = "adamw";

    public double? LearningRate { get; init; }

    public long Steps { get; init; }

    /// <summary>Where this process stops; the schedule is made for <see cref="Steps"/>.</summary>
    public long? Until { get; init; }

    /// <summary>The steps between two evaluations, after each of which the checkpoint is saved.</summary>
    public long Every { get; init; } = 100;

    public int Batch { get; init; }

    public long Seed { get; init; } = 1;

    /// <summary>Where the training is saved and, if the file exists, goes on from.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>Where the result is written.</summary>
    public string? Json { get; init; }

    /// <summary>Reads arguments.</summary>
    /// <exception cref="ArgumentException">One is wrong; the message is one line.</exception>
    public static RunOptions Parse(string[] arguments, RunOptions defaults)
    {
        RunOptions options = defaults;
        for (int i = 0; i < arguments.Length; i += 2)
        {
            string name = arguments[i], value = i + 1 < arguments.Length ? arguments[i + 1] : throw new ArgumentException($"{arguments[i]} needs a value");
            options = name switch
            {
                "--optimizer" when Optimizers.Knows(value) => options with { Optimizer = value },
                "--optimizer" => throw new ArgumentException($"--optimizer is '{value}'; choose from {Optimizers.Names}"),
                "--lr" => options with { LearningRate = Number<double>(name, value, 0) },
                "--steps" => options with { Steps = Number<long>(name, value, 1) },
                "--until" => options with { Until = Number<long>(name, value, 1) },
                "--every" => options with { Every = Number<long>(name, value, 1) },
                "--batch" => options with { Batch = Number<int>(name, value, 1) },
                "--seed" => options with { Seed = Number<long>(name, value, 0) },
                "--checkpoint" => options with { Checkpoint = value },
                "--json" => options with { Json = value },
                _ => throw new ArgumentException($"there is no option {name}; options: --optimizer, --lr, --steps, --until, --every, --batch, --seed, --checkpoint, --json"),
            };
        }

        return options;
    }

    private static T Number<T>(string name, string value, T least)
        where T : IParsable<T>, IComparable<T> =>
        T.TryParse(value, CultureInfo.InvariantCulture, out T? number) && number.CompareTo(least) >= 0
            ? number
            : throw new ArgumentException($"{name} is '{value}'; it must be a number of at least {least}");
}
