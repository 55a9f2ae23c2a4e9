using System.Numerics;

namespace Eden.Lab.Data;

/// <summary>Samples as a file has them.</summary>
/// <param name="Name">What a title calls them.</param>
/// <param name="Samples">All samples, or the training part.</param>
/// <param name="Test">The test part; <see langword="null"/> where the file has none.</param>
/// <param name="Classes">The number of classes.</param>
/// <param name="IsImage">Whether all features measure the same, the brightness of a pixel.</param>
internal sealed record RawData<T>(string Name, Samples<T> Samples, Samples<T>? Test, int Classes, bool IsImage)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;
