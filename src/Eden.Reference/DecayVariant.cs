namespace Eden.Reference;

/// <summary>Which of the two highlighted terms in the algorithms of Loshchilov and Hutter is taken: each of them prints two
/// optimizers in one, and they differ in where λθ enters.</summary>
public enum DecayVariant
{
    /// <summary>L2 regularization: λθ is added to the gradient, and so passes through the moments.</summary>
    L2,

    /// <summary>Decoupled weight decay: λθ is taken from θ directly.</summary>
    Decoupled,
}
