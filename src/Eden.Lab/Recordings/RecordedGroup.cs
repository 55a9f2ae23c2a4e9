namespace Eden.Lab.Recordings;

/// <summary>Parameters with options of their own.</summary>
/// <param name="Options">The options that the file gives, by PyTorch's names: a <see cref="bool"/>, <see cref="double"/>,
/// <see cref="string"/>, array of <see cref="double"/>, or null.</param>
/// <param name="Parameters">The indices of the group's parameters, at least one.</param>
public sealed record RecordedGroup(IReadOnlyDictionary<string, object?> Options, IReadOnlyList<int> Parameters);
