namespace Eden.Tests.Support;

/// <summary>
/// Tests that count allocations run while no other test does: the runtime keeps a cache of generic virtual calls for the whole
/// process, and whichever thread finds it full allocates a larger one.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AllocationsRunAlone
{
    public const string Name = "Allocations run alone";
}
