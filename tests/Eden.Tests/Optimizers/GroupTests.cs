namespace Eden.Tests.Optimizers;

/// <summary>What an optimizer refuses to be built on.</summary>
public unsafe class GroupTests
{
    [Fact]
    public void No_groups_and_no_parameters_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new Adam<float>());
        AssertRefused("A parameter group needs at least one parameter.", () => new Adam<float>(Array.Empty<Parameter<float>>()));
        AssertRefused("A parameter group needs at least one parameter.", () => new ParameterGroup<float, AdamOptions>([], new()));
    }

    [Fact]
    public void Null_is_refused_wherever_it_stands()
    {
        Assert.Throws<ArgumentNullException>(() => new Adam<float>((IEnumerable<Parameter<float>>)null!));
        Assert.Throws<ArgumentNullException>(() => new Adam<float>((ParameterGroup<float, AdamOptions>[])null!));
        Assert.Throws<ArgumentNullException>(() => new ParameterGroup<float, AdamOptions>([P("a")], null!));
        AssertRefused("Parameter 1 of the group is null.", () => new Adam<float>([P("a"), null!]));
        AssertRefused("A parameter group is null.", () => new Adam<float>(Group(P("a")), null!));
    }

    [Fact]
    public void A_parameter_given_twice_is_refused()
    {
        Parameter<float> parameter = P("w");
        AssertRefused("Parameter 'w' is given twice.", () => new Adam<float>([parameter, parameter]));
        AssertRefused("Parameter 'w' is given twice.", () => new Adam<float>(Group(parameter), Group(parameter)));
    }

    [Fact]
    public void Two_parameters_of_one_name_are_refused()
    {
        AssertRefused("Two parameters have the name 'w'.", () => new Adam<float>([P("w"), P("w")]));
        AssertRefused("Two parameters have the name 'w'.", () => new Adam<float>(Group(P("w")), Group(P("w"))));
    }

    [Fact]
    public void Names_that_differ_in_case_are_two_names() => new Adam<float>([P("w"), P("W")]).Dispose();

    [Fact]
    public void A_group_belongs_to_one_optimizer_once()
    {
        ParameterGroup<float, AdamOptions> group = Group(P("w"));
        AssertRefused("A parameter group already belongs to an optimizer", () => new Adam<float>(group, group));
        using Adam<float> first = new(group);
        AssertRefused("A parameter group already belongs to an optimizer", () => new Adam<float>(group));
    }

    [Fact]
    public void A_group_of_a_refused_optimizer_can_be_used_in_another()
    {
        ParameterGroup<float, AdamOptions> group = Group(P("w"));
        Assert.Throws<ArgumentException>(() => new Adam<float>(group, Group(P("w"))));
        new Adam<float>(group, Group(P("b"))).Dispose();
    }

    [Fact]
    public void A_parameter_that_was_disposed_is_refused()
    {
        Parameter<float> parameter = P("w");
        parameter.Dispose();
        Assert.Throws<ObjectDisposedException>(() => new Adam<float>([parameter]));
    }

    [Theory]
    [InlineData(0, 4, 0, 4)]
    [InlineData(0, 4, 3, 4)]
    [InlineData(3, 4, 0, 4)]
    [InlineData(0, 8, 2, 2)]
    [InlineData(2, 2, 0, 8)]
    public void Values_that_overlap_are_refused(int start1, int length1, int start2, int length2)
    {
        float[] memory = new float[8];
        using Parameter<float> first = Parameter<float>.Wrap("first", memory.AsMemory(start1, length1));
        using Parameter<float> second = Parameter<float>.Wrap("second", memory.AsMemory(start2, length2));
        ArgumentException exception = Assert.Throws<ArgumentException>(() => new Adam<float>([first, second]));
        Assert.Matches("^Memory is used twice: the values of '(first|second)' and the values of '(first|second)' overlap", exception.Message);
    }

    [Fact]
    public void Neighbours_in_one_array_do_not_overlap()
    {
        float[] memory = new float[8];
        using Parameter<float> first = Parameter<float>.Wrap("first", memory.AsMemory(0, 2), memory.AsMemory(2, 2));
        using Parameter<float> second = Parameter<float>.Wrap("second", memory.AsMemory(4, 2), memory.AsMemory(6, 2));
        new Adam<float>([first, second]).Dispose();
    }

    [Fact]
    public void A_gradient_that_overlaps_its_own_value_or_the_value_of_another_is_refused()
    {
        float[] memory = new float[8];
        using Parameter<float> own = Parameter<float>.Wrap("own", memory.AsMemory(0, 4), memory.AsMemory(3, 4));
        Assert.Throws<ArgumentException>(() => new Adam<float>([own]));
        using Parameter<float> value = Parameter<float>.Wrap("value", memory.AsMemory(0, 4));
        using Parameter<float> gradient = Parameter<float>.Wrap("gradient", new float[4], memory.AsMemory(3, 4));
        Assert.Throws<ArgumentException>(() => new Adam<float>([value, gradient]));
    }

    [Fact]
    public void A_gradient_that_is_absent_for_now_may_not_overlap_either()
    {
        float[] memory = new float[8];
        using Parameter<float> value = Parameter<float>.Wrap("value", memory.AsMemory(0, 4));
        using Parameter<float> gradient = Parameter<float>.Wrap("gradient", new float[4], memory.AsMemory(3, 4));
        gradient.HasGradient = false;
        Assert.Throws<ArgumentException>(() => new Adam<float>([value, gradient]));
    }

    [Fact]
    public void Native_memory_that_overlaps_by_one_element_is_refused()
    {
        float* memory = stackalloc float[8];
        using Parameter<float> first = Parameter<float>.Wrap("first", memory, null, 5);
        using Parameter<float> second = Parameter<float>.Wrap("second", memory + 4, null, 4);
        Assert.Throws<ArgumentException>(() => new Adam<float>([first, second]));
    }

    [Fact]
    public void Options_that_keep_other_state_are_refused_once_a_group_is_in_use()
    {
        ParameterGroup<float, AdamOptions> adam = Group(P("w"));
        ParameterGroup<float, SgdOptions> sgd = new([P("w")], new());
        adam.Options = new() { AmsGrad = true };
        using Adam<float> first = new(adam);
        using Sgd<float> second = new(sgd);
        AssertRefused("The new options keep other state", () => adam.Options = new());
        AssertRefused("The new options keep other state", () => sgd.Options = new() { Momentum = 0.9 });
        Assert.True(adam.Options.AmsGrad);
        adam.Options = new() { AmsGrad = true, Beta1 = 0.5 };
        Assert.Equal(0.5, adam.Options.Beta1);
    }

    [Fact]
    public void An_optimizer_lists_its_groups_in_order_whatever_becomes_of_the_array()
    {
        ParameterGroup<float, AdamOptions>[] groups = [Group(P("a")), Group(P("b"))];
        using Adam<float> optimizer = new(groups);
        ParameterGroup<float, AdamOptions>[] expected = [.. groups];
        groups[0] = Group(P("c"));
        Assert.Equal(expected, optimizer.Groups);
        Assert.Equal(expected, ((Optimizer<float>)optimizer).Groups);
    }

    [Fact]
    public void A_step_count_is_only_known_of_the_optimizers_own_parameters()
    {
        using Adam<float> optimizer = new([P("w")]);
        AssertRefused("The optimizer does not have the parameter w [3].", () => optimizer.GetStepCount(P("w")));
        Assert.Throws<ArgumentNullException>(() => optimizer.GetStepCount(null!));
    }

    private static Parameter<float> P(string name) => new(name, 3);

    private static ParameterGroup<float, AdamOptions> Group(params Parameter<float>[] parameters) => new(parameters, new());

    private static void AssertRefused(string message, Func<object?> make)
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(make);
        Assert.StartsWith(message, exception.Message, StringComparison.Ordinal);
    }
}
