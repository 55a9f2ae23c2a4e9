namespace Eden.Mpi.Tests;

public class CommunicatorTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    public static TheoryData<string> Mpis => Launch.Mpis;

    [Theory]
    [MemberData(nameof(Mpis))]
    public void Any_number_of_ranks_gives_the_bits_of_a_process_without_mpi(string mpi)
    {
        string[] expected = Launch.Ranks("", 1, ["plain", "AdamW,cautious,Lion,LAMB,Adafactor"]).Lines;
        Assert.Equal(5, expected.Length);
        foreach (int ranks in new[] { 1, 2, 4, 8 })
        {
            Launch launch = Launch.Ranks(mpi, ranks, ["bits", "AdamW,cautious,Lion,LAMB,Adafactor"]);
            Assert.Equal(0, launch.ExitCode);
            Assert.Equal(expected.SelectMany(line => Enumerable.Repeat(line, ranks)), launch.Lines);
        }
    }

    [Theory]
    [InlineData("openmpi", 1000)]
    [InlineData("openmpi", 1 << 20)]
    [InlineData("mpich", 1000)]
    [InlineData("mpich", 7)]
    public void Messages_beyond_a_count_are_cut(string mpi, int mostBytes)
    {
        Launch launch = Launch.Ranks(mpi, 3, ["exchange", $"{mostBytes}"]);
        Assert.Equal(["exchanged", "exchanged", "exchanged"], launch.Lines);
        Assert.Equal(0, launch.ExitCode);
    }

    [Theory]
    [MemberData(nameof(Mpis))]
    public void What_a_rank_throws_ends_all_with_one_line(string mpi)
    {
        Launch launch = Launch.Ranks(mpi, 3, ["throw", "2"]);
        Assert.NotEqual(0, launch.ExitCode);
        Assert.Equal(["eden: rank 2 of 3: the disk is on fire"], launch.Errors);
        Assert.InRange(launch.Duration, TimeSpan.Zero, Soon);
    }

    [Theory]
    [MemberData(nameof(Mpis))]
    public void What_all_ranks_throw_is_told_once(string mpi)
    {
        Launch launch = Launch.Ranks(mpi, 3, ["throw-all"]);
        Assert.NotEqual(0, launch.ExitCode);
        Assert.Equal(["eden: rank 0 of 3: all fail alike"], launch.Errors);
    }

    [Theory]
    [MemberData(nameof(Mpis))]
    public void A_killed_rank_ends_all(string mpi)
    {
        Launch launch = Launch.Ranks(mpi, 3, ["kill", "1"]);
        Assert.NotEqual(0, launch.ExitCode);
        Assert.InRange(launch.Duration, TimeSpan.Zero, Soon);
    }

    [Theory]
    [MemberData(nameof(Mpis))]
    public void A_rank_that_leaves_ends_all(string mpi)
    {
        Launch launch = Launch.Ranks(mpi, 3, ["leave", "1"]);
        Assert.NotEqual(0, launch.ExitCode);
        Assert.InRange(launch.Duration, TimeSpan.Zero, Soon);
    }

    [Theory]
    [MemberData(nameof(Mpis))]
    public void A_rank_that_never_comes_is_not_waited_for_without_end(string mpi)
    {
        Launch launch = Launch.Ranks(mpi, 2, ["hang", "1"]);
        Assert.NotEqual(0, launch.ExitCode);
        Assert.Equal(["eden: rank 0 of 2: has waited 2 s for the other ranks, so all end"], launch.Errors);
        Assert.InRange(launch.Duration, TimeSpan.Zero, Soon);
    }

    [Theory]
    [InlineData("openmpi", "libmpich.so.12", "Open MPI's mpirun started 2 ranks, but MPICH 4.0.2 (libmpich.so.12) finds 1")]
    [InlineData("mpich", "libmpi.so.40", "MPICH's mpiexec started 2 ranks, but Open MPI 4.1.4 (libmpi.so.40) finds 1")]
    public void A_library_of_another_mpi_than_the_launchers_is_refused(string mpi, string library, string expected)
    {
        Launch launch = Launch.Ranks(mpi, 2, ["bits", "AdamW"], ("EDEN_MPI", library));
        Assert.NotEqual(0, launch.ExitCode);
        Assert.Contains(
            $"eden: {expected}: launcher and library belong to different MPIs; use the launcher of that MPI, or name the library of the launcher's in EDEN_MPI",
            launch.Errors);
    }

    [Fact]
    public void A_library_that_is_missing_or_another_is_refused()
    {
        Launch missing = Launch.Ranks("", 1, ["alone"], ("EDEN_MPI", "libnothing.so"));
        Assert.Equal(2, missing.ExitCode);
        Assert.Equal(["eden: EDEN_MPI names 'libnothing.so', which cannot be loaded; name the file of an MPI library, such as libmpi.so.40 or libmpich.so.12"], missing.Errors);
        Launch other = Launch.Ranks("", 1, ["alone"], ("EDEN_MPI", "libc.so.6"));
        Assert.Equal(2, other.ExitCode);
        Assert.Equal(["eden: libc.so.6 has no MPI_Get_library_version, so it is no MPI 3 library; name another library in EDEN_MPI"], other.Errors);
    }

    [Theory]
    [InlineData("libmpi.so.40", "0 of 1 with Open MPI 4.1.4 (libmpi.so.40)")]
    [InlineData("libmpich.so.12", "0 of 1 with MPICH 4.0.2 (libmpich.so.12)")]
    public void Without_a_launcher_there_is_one_rank(string library, string expected)
    {
        Launch launch = Launch.Ranks("", 1, ["alone"], ("EDEN_MPI", library));
        Assert.Equal((string[])[expected, "1"], launch.Lines);
        Assert.Equal(0, launch.ExitCode);
    }

    [Theory]
    [MemberData(nameof(Mpis))]
    public void Mpi_that_was_initialised_by_others_is_refused(string mpi)
    {
        Launch launch = Launch.Ranks(mpi, 1, ["initialised"]);
        Assert.Equal(2, launch.ExitCode);
        Assert.Equal(["eden: MPI was initialised already, by other code in this process; let Eden do it, and first"], launch.Errors);
    }
}
