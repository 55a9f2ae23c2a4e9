namespace Eden.Lab.Sweeps;

/// <summary>Is told how a sweep goes, by any of its threads.</summary>
internal interface ISweepProgress : IProgress<int>
{
    /// <summary>Finished runs cannot be appended to the file, or can be again. Those that are not in it are tried again with each run that
    /// follows.</summary>
    /// <param name="failure">Why not; <see langword="null"/> when all are in it.</param>
    void OnFile(string? failure);
}
