using System.Numerics.Tensors;

namespace Eden.Lab.Data;

/// <summary>A folder of four IDX files, as MNIST and its relatives are published: images and labels, to train and to test.</summary>
internal static class IdxFolder
{
    private const string Gzip = ".gz";
    private const string Images = "images";
    private const string Labels = "labels";

    private static readonly string[] TrainingPart = ["train"];

    private static readonly string[] TestPart = ["t10k", "test"];

    /// <summary>Reads the folder.</summary>
    /// <exception cref="InputException">A file is missing, or the files do not fit each other.</exception>
    public static RawData<byte> Read(string folder, string name)
    {
        RawSamples<byte> training = ReadPart(folder, TrainingPart);
        RawSamples<byte> test = ReadPart(folder, TestPart);
        if (training.FeatureCount != test.FeatureCount)
        {
            throw new InputException($"the images of {DataFile.Quote(folder)} have {Phrase.Counted(training.FeatureCount, "pixel")} to train with and {test.FeatureCount} to test with");
        }

        int classes = TensorPrimitives.Max<int>(training.Labels) + 1;
        return test.Labels.AsSpan().IndexOfAnyInRange(classes, int.MaxValue) is int index and >= 0
            ? throw new InputException($"{DataFile.Quote(folder)}: the test label {test.Labels[index]} of image {index} is out of range; the training labels are 0 to {classes - 1}")
            : new(name, training, test, classes, IsImage: true);
    }

    /// <summary>Whether a file, by its name, is one that is read from its folder.</summary>
    public static bool Names(string path) => Array.Exists((string[])[Images, Labels], content => IsNamed(path, TrainingPart, content) || IsNamed(path, TestPart, content));

    private static RawSamples<byte> ReadPart(string folder, string[] part)
    {
        string imagesPath = Find(folder, part, Images);
        string labelsPath = Find(folder, part, Labels);
        IdxFile images = IdxFile.Read(imagesPath);
        IdxFile labels = IdxFile.Read(labelsPath);
        if (images.Lengths.Length < 2 || labels.Lengths.Length != 1)
        {
            throw new InputException($"{DataFile.Quote(imagesPath)} has {Phrase.Counted(images.Lengths.Length, "dimension")} and {DataFile.Quote(labelsPath)} {labels.Lengths.Length}; images need at least 2, labels 1");
        }

        if (images.Lengths[0] != labels.Lengths[0])
        {
            throw new InputException($"{DataFile.Quote(imagesPath)} has {Phrase.Counted(images.Lengths[0], "image")}, but {DataFile.Quote(labelsPath)} has {Phrase.Counted(labels.Lengths[0], "label")}");
        }

        return new(images.Bytes, [.. labels.Bytes.ToArray()]);
    }

    /// <summary>The one file of the folder for a part and a content, whether it is compressed, and whatever stands before and
    /// between: <c>train-images-idx3-ubyte.gz</c>, <c>emnist-letters-train-images-idx3-ubyte</c>, <c>train-images.idx3-ubyte</c>.</summary>
    private static string Find(string folder, string[] part, string content)
    {
        string[] found = [.. DataFile.List(folder).Where(IsOne).Order(StringComparer.Ordinal)];
        if (found.Select(WithoutGzip).Distinct(StringComparer.Ordinal).Count() > 1)
        {
            throw new InputException($"{DataFile.Quote(folder)} has several files of {part[0]} {content}: {string.Join(", ", found.Select(path => DataFile.Quote(Path.GetFileName(path))))}; leave one data set in the folder");
        }

        return found.Length > 0
            ? found[0]
            : throw new InputException($"{DataFile.Quote(folder)} has no file like {part[0]}-{content}-idx{(content == Images ? 3 : 1)}-ubyte, with .gz or without; give a folder of four IDX files");

        bool IsOne(string path) => IsNamed(path, part, content);
    }

    private static bool IsNamed(string path, string[] part, string content)
    {
        string name = WithoutGzip(Path.GetFileName(path));
        return name.EndsWith("ubyte", StringComparison.Ordinal) && name.Contains(content, StringComparison.Ordinal) && Array.Exists(part, word => name.Contains(word, StringComparison.Ordinal));
    }

    private static string WithoutGzip(string path) => path.EndsWith(Gzip, StringComparison.Ordinal) ? path[..^Gzip.Length] : path;
}
