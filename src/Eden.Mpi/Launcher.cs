using System.Globalization;

namespace Eden.Mpi;

/// <summary>What started this process, by the variables that it leaves.</summary>
/// <param name="Name">The launcher as messages name it.</param>
/// <param name="Ranks">How many processes it started; 1 without a launcher.</param>
/// <param name="Libraries">The libraries that go with it, the likeliest first.</param>
internal sealed record Launcher(string Name, int Ranks, IReadOnlyList<string> Libraries)
{
    private static readonly string[] OpenMpi = ["libmpi.so.40"];
    private static readonly string[] Mpich = ["libmpich.so.12", "libmpi.so.12"];

    public static Launcher Find() =>
        Read("Open MPI's mpirun", "OMPI_COMM_WORLD_SIZE", [.. OpenMpi, .. Mpich])
        ?? Read("MPICH's mpiexec", "PMI_SIZE", [.. Mpich, .. OpenMpi])
        ?? Read("srun", "SLURM_STEP_NUM_TASKS", [.. OpenMpi, .. Mpich])
        ?? new("no launcher", 1, [.. OpenMpi, .. Mpich]);

    private static Launcher? Read(string name, string variable, string[] libraries) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out int ranks)
            ? new(name, ranks, libraries)
            : null;
}
