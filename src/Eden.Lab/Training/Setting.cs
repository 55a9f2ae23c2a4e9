namespace Eden.Lab.Training;

/// <summary>What the value of a setting is.</summary>
internal enum SettingKind
{
    Number,

    /// <summary>Off or on: 0 or 1.</summary>
    Switch,

    /// <summary>A length of training: below 1 a share of all its steps, from 1 on a number of steps.</summary>
    Length,
}

/// <summary>A setting of an optimizer or a schedule, by the name that configurations and the command line use.</summary>
/// <param name="Name">The name, for example <c>weight-decay</c>.</param>
/// <param name="Description">What it is, for a help text.</param>
/// <param name="Kind">What its value is.</param>
/// <param name="Default">The value without the setting.</param>
internal record Setting(string Name, string Description, SettingKind Kind, double Default);
