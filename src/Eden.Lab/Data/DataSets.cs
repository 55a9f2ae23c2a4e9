using System.Numerics;

namespace Eden.Lab.Data;

/// <summary>Loads, splits and standardises data sets.</summary>
public static class DataSets
{
    /// <summary>Where Debian's package <c>dataset-fashion-mnist</c> puts its files.</summary>
    public const string FashionMnistFolder = "/usr/share/datasets/fashion-mnist";

    private const string Sources = "'digits', 'fashion-mnist', a folder of IDX files or a CSV file";

    /// <summary>Loads the samples that a configuration names.</summary>
    /// <param name="config">Which.</param>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <exception cref="InputException">They are not there, cannot be read, or are too few to split.</exception>
    public static ClassificationData<T> Load<T>(DataConfig config)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(config);
        config.Validate();
        return Prepare(Read<T>(config), config);
    }

    /// <summary>Whether data come with a test part, so that none is split off.</summary>
    /// <param name="source">As <see cref="DataConfig.Source"/>.</param>
    public static bool HasTestPart(string source) => source == DataConfig.FashionMnist || (source != DataConfig.Digits && Directory.Exists(source));

    /// <summary>Loads the samples of a training that goes on.</summary>
    /// <exception cref="InputException">They are not there any more, or cannot be read.</exception>
    internal static ClassificationData<T> LoadAgain<T>(DataConfig config)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (config.Source is not (DataConfig.Digits or DataConfig.FashionMnist) && !Path.Exists(config.Source))
        {
            throw new InputException($"the data of the checkpoint, {DataFile.Quote(config.Source)}, are not there any more; put them back, or go on in the directory where the training was started");
        }

        return Load<T>(config);
    }

    /// <summary>Splits and standardises.</summary>
    internal static ClassificationData<T> Prepare<T>(RawData<T> raw, DataConfig config)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Samples<T> training = raw.Samples;
        Samples<T>? test = raw.Test;
        if (test is null)
        {
            (training, test) = Split(raw.Name, training, config.TestShare, "test", new Xoshiro256(config.SplitSeed));
        }

        Samples<T>? validation = null;
        if (config.ValidationShare > 0)
        {
            // Another sequence than that of the test, so that the test part is the same with and without validation.
            (training, validation) = Split(raw.Name, training, config.ValidationShare, "validation", new Xoshiro256(~config.SplitSeed));
        }

        Standardisation scale = raw.IsImage ? Standardisation.OfImages(training) : Standardisation.OfColumns(training);
        scale.Apply(training);
        scale.Apply(test);
        if (validation is not null)
        {
            scale.Apply(validation);
        }

        return new ClassificationData<T> { Name = raw.Name, Classes = raw.Classes, Training = training, Validation = validation, Test = test };
    }

    private static RawData<T> Read<T>(DataConfig config)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        string source = config.Source;
        if (config.LabelColumn is not null && (source == DataConfig.Digits || HasTestPart(source)))
        {
            throw new InputException($"--label-column is for a CSV file, and {DataFile.Quote(source)} is none; leave it out");
        }

        if (source == DataConfig.Digits)
        {
            return ReadDigits<T>();
        }

        if (source == DataConfig.FashionMnist)
        {
            return Directory.Exists(FashionMnistFolder)
                ? IdxFolder.Read<T>(FashionMnistFolder, "Fashion-MNIST")
                : throw new InputException($"Fashion-MNIST is not in {FashionMnistFolder}; install Debian's dataset-fashion-mnist, or give the folder of its files");
        }

        if (Directory.Exists(source))
        {
            return IdxFolder.Read<T>(source, Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(source))));
        }

        return File.Exists(source)
            ? CsvFile.Read<T>(source, config.LabelColumn)
            : throw new InputException($"there are no data '{source}'; it must be {Sources}");
    }

    private static RawData<T> ReadDigits<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] features = new T[Digits.Features.Length];
        for (int i = 0; i < features.Length; i++)
        {
            features[i] = T.CreateTruncating(Digits.Features[i]);
        }

        return new("digits", new Samples<T>(features, Digits.Labels.ToArray(), Digits.Pixels), null, Digits.Classes, IsImage: true);
    }

    private static (Samples<T> Others, Samples<T> Part) Split<T>(string name, Samples<T> samples, double share, string part, Xoshiro256 random)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int size = (int)Math.Round(samples.Count * share);
        if (size < 1 || size >= samples.Count)
        {
            throw new InputException(FormattableString.Invariant($"{name} has {samples.Count} samples, too few for a {part} share of {share}; both parts need at least one"));
        }

        int[] order = [.. Enumerable.Range(0, samples.Count)];
        random.Shuffle<int>(order);
        return (samples.Take(order.AsSpan(size)), samples.Take(order.AsSpan(0, size)));
    }
}
