namespace Eden;

/// <summary>Goes over the values of an options record, to write them or to replace them by read ones: a record lists its values
/// once for both ways. Each method takes a name and the record's value and returns the value that the record is to have.</summary>
/// <remarks>The last argument is PyTorch's name of the option, or that of another source of the algorithm; null where there is none.
/// <c>betas[0]</c> is a member of a list. <c>weight_decay if decoupled</c> holds while the switch <c>decoupled</c> is on,
/// <c>weight_decay unless decoupled</c> while it is off. <c>adjust_lr_fn=original|match_rms_adamw</c> names the values of a choice in
/// their order, and None is the first of them.</remarks>
public interface IOptionMap
{
    /// <summary>A number.</summary>
    double Number(string name, double value, string? pyTorch = null);

    /// <summary>A number, or none.</summary>
    double? Number(string name, double? value, string? pyTorch = null);

    /// <summary>A whole number.</summary>
    long Count(string name, long value, string? pyTorch = null);

    /// <summary>A switch.</summary>
    bool Flag(string name, bool value, string? pyTorch = null);

    /// <summary>A choice.</summary>
    TEnum Choice<TEnum>(string name, TEnum value, string? pyTorch = null)
        where TEnum : struct, Enum;
}
