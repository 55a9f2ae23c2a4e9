using Eden.Playground.Pages;

namespace Eden.Playground.Views.Calculators;

/// <summary>A calculator: one of the choices of <see cref="CalculatorView"/>.</summary>
internal interface ICalculator
{
    /// <summary>The name in links.</summary>
    string Name { get; }

    Words Title { get; }

    /// <summary>Those of its settings that no other calculator has.</summary>
    IReadOnlyList<Setting> Settings { get; }

    Picture Run(Values values);
}
