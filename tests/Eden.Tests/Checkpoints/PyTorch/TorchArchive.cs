using System.Text;
using Eden.Checkpoints.PyTorch;

namespace Eden.Tests.Checkpoints.PyTorch;

/// <summary><c>.pt</c> files made by hand.</summary>
internal static class TorchArchive
{
    /// <summary>Writes an archive of a pickle and storages <c>0</c>, <c>1</c> and so on.</summary>
    public static void Write(string path, byte[] pickle, params byte[][] storages)
    {
        using FileStream stream = new(path, FileMode.Create);
        ZipWriter zip = new(stream);
        zip.Add("data.pkl", [pickle], pickle.Length);
        for (int i = 0; i < storages.Length; i++)
        {
            zip.Add($"data/{i}", [storages[i]], storages[i].Length);
        }

        zip.Finish();
    }

    /// <summary>A pickle of what <paramref name="write"/> writes.</summary>
    public static byte[] Pickle(Action<PickleWriter> write)
    {
        PickleWriter pickle = new();
        write(pickle);
        return pickle.ToArray();
    }

    /// <summary>A pickle of operations as characters, between the beginning and the end of one.</summary>
    public static byte[] Raw(string operations) => Encoding.Latin1.GetBytes($"\u0080\u0002{operations}.");
}
