namespace Eden.Checkpoints.PyTorch;

/// <summary>A record of a zip archive.</summary>
/// <param name="Name">The name below the top folder, for example <c>data/0</c>.</param>
/// <param name="Offset">Where its bytes begin in the file.</param>
/// <param name="Length">How many they are.</param>
/// <param name="Crc">Their check sum.</param>
/// <param name="IsStored">Whether they are there as they are: PyTorch compresses programs, and no data.</param>
internal sealed record ZipEntry(string Name, long Offset, long Length, uint Crc, bool IsStored);
