using System.Text.Json.Serialization;

namespace Eden.Lab.Data;

/// <summary>Whether the first line of a CSV file names its columns.</summary>
internal enum HeaderRow
{
    /// <summary>It does where it has a word above a feature, names the column of labels, or counts the columns from 0.</summary>
    [JsonStringEnumMemberName("auto")]
    Auto,

    /// <summary>It does.</summary>
    [JsonStringEnumMemberName("yes")]
    Yes,

    /// <summary>It is the first sample.</summary>
    [JsonStringEnumMemberName("no")]
    No,
}
