using TorchSharp.Modules;
using TorchParameter = TorchSharp.Modules.Parameter;

namespace Eden.Torch;

/// <summary>Runs a user's sequences once: a lazy one would give other objects in each step.</summary>
internal static class Materialize
{
    public static TorchParameter[] All(IEnumerable<TorchParameter> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return [.. parameters];
    }

    public static IEnumerable<TorchParameter> All(IEnumerable<(string Name, TorchParameter Parameter)> parameters, out string[] names)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        (string Name, TorchParameter Parameter)[] all = [.. parameters];
        names = [.. all.Select(pair => pair.Name)];
        return all.Select(pair => pair.Parameter);
    }

    public static ParamGroup Group(ParamGroup group)
    {
        ArgumentNullException.ThrowIfNull(group);
        group.Parameters = All(group.Parameters);
        return group;
    }
}
