using Eden.Testing;

namespace Eden.Mpi.Tests;

public class PublicApiTests
{
    [Fact]
    public void The_public_api_is_the_listed_one() => PublicApiListing.AssertAccepted("Eden.Mpi", "Eden.Mpi.Tests");
}
