using Eden.Tests.Support;

namespace Eden.Tests.Kernels;

/// <summary>The fused optimizers against the papers' algorithms, in every width, on problems that mix all options.</summary>
[Trait(Suite.Trait, Suite.Kernels)]
public class OracleTests
{
    private const int Cases = 150;

    [Fact]
    public void Float_steps_are_those_of_the_papers() =>
        Problems.Check(Cases, problem => OracleCheck.Run<float>(problem));

    [Fact]
    public void Double_steps_are_those_of_the_papers() =>
        Problems.Check(Cases, problem => OracleCheck.Run<double>(problem));
}
