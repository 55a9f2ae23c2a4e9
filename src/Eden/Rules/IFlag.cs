using System.Runtime.CompilerServices;

namespace Eden.Rules;

/// <summary>An option that decides how many state arrays there are, so that code is compiled for each case.</summary>
internal interface IFlag
{
    static abstract bool IsOn { get; }
}

/// <summary>The option is on.</summary>
internal readonly struct On : IFlag
{
    public static bool IsOn
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => true;
    }
}

/// <summary>The option is off.</summary>
internal readonly struct Off : IFlag
{
    public static bool IsOn
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => false;
    }
}
