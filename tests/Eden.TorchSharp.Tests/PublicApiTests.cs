using Eden.Testing;

namespace Eden.Torch.Tests;

public class PublicApiTests
{
    [Fact]
    public void The_public_api_is_the_listed_one() => PublicApiListing.AssertAccepted("Eden.TorchSharp", "Eden.TorchSharp.Tests");
}
