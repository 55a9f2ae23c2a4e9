using System.Numerics;
using Eden.Checkpoints;

namespace Eden.Lab.Data;

/// <summary>Loads, splits and standardises data sets.</summary>
internal static class DataSets
{
    /// <summary>Where Debian's package <c>dataset-fashion-mnist</c> puts its files.</summary>
    public const string FashionMnistFolder = "/usr/share/datasets/fashion-mnist";

    private const string Sources = "'digits', 'fashion-mnist', a folder of IDX files or a CSV file";

    private static readonly string[] Names = [DataConfig.Digits, DataConfig.FashionMnist];

    /// <summary>Loads the samples that a configuration names.</summary>
    /// <exception cref="InputException">They are not there, cannot be read, or are too few to split.</exception>
    public static ClassificationData<T> Load<T>(DataConfig config)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(config);
        config.Validate();
        string source = config.Source;
        bool isFolder = source != DataConfig.Digits && HasTestPart(source);
        RefuseTableOptions(config, isTable: source != DataConfig.Digits && !isFolder);
        return isFolder ? Prepare<byte, T>(ReadFolder(source), config)
            : source == DataConfig.Digits ? Prepare<double, T>(ReadDigits(), config)
            : File.Exists(source) ? Prepare<double, T>(CsvFile.Read(source, config), config)
            : throw new InputException($"there are no data {Words.Quote(source, Names)}; it must be {Sources}");
    }

    /// <summary>The source that is meant: a file or a folder, else the name of a data set, read as by <see cref="Words"/>.</summary>
    /// <param name="source">What the user wrote.</param>
    public static string SourceOf(string source) => Path.Exists(source) ? source : Words.Find(source, Names) ?? source;

    /// <summary>Whether data come with a test part, so that none is split off.</summary>
    /// <param name="source">As <see cref="DataConfig.Source"/>.</param>
    public static bool HasTestPart(string source) => source == DataConfig.FashionMnist || (source != DataConfig.Digits && Directory.Exists(source));

    /// <summary>Whether a file is among those that are read from a source, or would be if it were there. Of a folder these are the files
    /// that are named like IDX files.</summary>
    /// <param name="source">As <see cref="DataConfig.Source"/>.</param>
    public static bool Reads(string source, string path)
    {
        string folder = source == DataConfig.FashionMnist ? FashionMnistFolder : source;
        if (source == DataConfig.Digits || !Directory.Exists(folder))
        {
            return source != DataConfig.Digits && FileIdentity.IsSame(source, path);
        }

        return Directory.GetFiles(folder).Append(Path.Combine(folder, Path.GetFileName(path))).Any(file => IdxFolder.Names(file) && FileIdentity.IsSame(file, path));
    }

    /// <summary>Loads the samples of a training that goes on.</summary>
    /// <exception cref="InputException">They are not there any more, or cannot be read.</exception>
    internal static ClassificationData<T> LoadAgain<T>(DataConfig config)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (config.Source is not (DataConfig.Digits or DataConfig.FashionMnist) && !Path.Exists(config.Source))
        {
            throw new InputException($"the data of the checkpoint, {DataFile.Quote(config.Source)}, no longer exist; restore them, or resume in the directory where the training was started");
        }

        return Load<T>(config);
    }

    /// <summary>Splits and standardises.</summary>
    internal static ClassificationData<T> Prepare<TNumber, T>(RawData<TNumber> raw, DataConfig config)
        where TNumber : unmanaged, INumberBase<TNumber>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int[] training = All(raw.Samples);
        RawSamples<TNumber> testSamples = raw.Test ?? raw.Samples;
        int[] test = All(testSamples);
        if (raw.Test is null)
        {
            (training, test) = Split(raw.Name, training, config.TestShare, "test", new Xoshiro256(config.SplitSeed));
        }

        int[] validation = [];
        if (config.ValidationShare > 0)
        {
            // Another sequence than that of the test, so that the test part is the same with and without validation.
            (training, validation) = Split(raw.Name, training, config.ValidationShare, "validation", new Xoshiro256(~config.SplitSeed));
        }

        Standardisation scale = raw.IsImage ? Standardisation.OfImages(raw.Samples, training) : Standardisation.OfColumns(raw.Samples, training);
        return new ClassificationData<T>
        {
            Name = raw.Name,
            Classes = raw.Classes,
            Training = scale.Apply<TNumber, T>(raw.Samples, training),
            Validation = validation.Length > 0 ? scale.Apply<TNumber, T>(raw.Samples, validation) : null,
            Test = scale.Apply<TNumber, T>(testSamples, test),
            Warnings = raw.Warnings,
        };
    }

    private static void RefuseTableOptions(DataConfig config, bool isTable)
    {
        string? option = config.LabelColumn is not null ? "--label-column" : config.Header != HeaderRow.Auto ? "--header" : config.Encoding is not null ? "--encoding" : null;
        if (option is not null && !isTable)
        {
            throw new InputException($"{DataFile.Quote(config.Source)} is not a CSV file; remove {option}");
        }
    }

    private static RawData<byte> ReadFolder(string source)
    {
        if (source != DataConfig.FashionMnist)
        {
            return IdxFolder.Read(source, Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(source))));
        }

        return Directory.Exists(FashionMnistFolder)
            ? IdxFolder.Read(FashionMnistFolder, "Fashion-MNIST")
            : throw new InputException($"Fashion-MNIST is not in {FashionMnistFolder}; install Debian's dataset-fashion-mnist, or give the folder of its files");
    }

    private static RawData<double> ReadDigits() =>
        new("digits", new(Digits.Features.ToArray(), Digits.Labels.ToArray()), null, Digits.Classes, IsImage: true);

    private static int[] All<TNumber>(RawSamples<TNumber> samples)
        where TNumber : unmanaged, INumberBase<TNumber> => [.. Enumerable.Range(0, samples.Labels.Length)];

    private static (int[] Others, int[] Part) Split(string name, int[] samples, double share, string part, Xoshiro256 random)
    {
        int size = (int)Math.Round(samples.Length * share);
        if (size < 1 || size >= samples.Length)
        {
            throw new InputException(FormattableString.Invariant($"{name} has {Phrase.Counted(samples.Length, "sample")}, too few for a {part} share of {share}; both sets need at least one"));
        }

        random.Shuffle<int>(samples);
        return (samples[size..], samples[..size]);
    }
}
