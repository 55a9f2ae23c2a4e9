using System.Reflection;
using System.Reflection.Emit;

namespace Eden.Tests.Support;

/// <summary>
/// The methods of Eden that can be called from some first ones, with all their type arguments: what Native AOT compiles for a program
/// that calls these. It follows calls in all branches, and virtual calls to every class that is constructed on the way.
/// </summary>
internal sealed class ReachableMethods
{
    private const BindingFlags All = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly Assembly Eden = typeof(Lanes).Assembly;
    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    private readonly HashSet<MethodBase> _found = [];
    private readonly HashSet<MethodInfo> _virtualCalls = [];
    private readonly HashSet<Type> _constructed = [];
    private readonly Queue<MethodBase> _open = [];

    private ReachableMethods()
    {
    }

    /// <summary>Finds them.</summary>
    /// <param name="constructed">Classes that the program constructs.</param>
    /// <param name="first">The first methods; a virtual one stands for its overrides in these classes.</param>
    public static IReadOnlySet<MethodBase> From(IEnumerable<Type> constructed, IEnumerable<MethodInfo> first)
    {
        ReachableMethods search = new();
        foreach (Type type in constructed)
        {
            search.Construct(type);
        }

        foreach (MethodInfo method in first)
        {
            search.Call(method, constraint: null);
        }

        while (search._open.TryDequeue(out MethodBase? method))
        {
            search.Read(method);
        }

        return search._found;
    }

    private void Add(MethodBase method)
    {
        if (method.Module.Assembly == Eden && _found.Add(method))
        {
            _open.Enqueue(method);
        }
    }

    private void Construct(Type type)
    {
        if (type.Assembly == Eden && _constructed.Add(type))
        {
            foreach (MethodInfo call in _virtualCalls.ToArray())
            {
                AddOverride(type, call);
            }
        }
    }

    private void Call(MethodInfo method, Type? constraint)
    {
        if (method.DeclaringType!.IsInterface)
        {
            if (constraint is { IsInterface: false })
            {
                InterfaceMapping map = constraint.GetInterfaceMap(method.DeclaringType);
                int index = Array.FindIndex(map.InterfaceMethods, candidate => candidate.MetadataToken == method.MetadataToken);
                Add(WithArgumentsOf(method, map.TargetMethods[index]));
            }
        }
        else if (method is { IsVirtual: true, IsFinal: false } && _virtualCalls.Add(method))
        {
            foreach (Type type in _constructed.ToArray())
            {
                AddOverride(type, method);
            }
        }

        Add(method);
        if (method.Name == nameof(Activator.CreateInstance) && method.IsGenericMethod)
        {
            Construct(method.GetGenericArguments()[0]);
        }
    }

    private void AddOverride(Type type, MethodInfo call)
    {
        if (!type.IsAssignableTo(call.DeclaringType))
        {
            return;
        }

        MethodInfo? found = type.GetMethods(All).FirstOrDefault(method => SameSlot(method, call));
        if (found is { IsAbstract: false })
        {
            Add(WithArgumentsOf(call, found));
        }
    }

    private static bool SameSlot(MethodInfo method, MethodInfo call)
    {
        MethodInfo slot = method.GetBaseDefinition(), called = (call.IsGenericMethod ? call.GetGenericMethodDefinition() : call).GetBaseDefinition();
        return slot.MetadataToken == called.MetadataToken && slot.Module == called.Module;
    }

    private static MethodInfo WithArgumentsOf(MethodInfo call, MethodInfo method) =>
        method.IsGenericMethodDefinition ? method.MakeGenericMethod(call.GetGenericArguments()) : method;

    private void Read(MethodBase method)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not byte[] code)
        {
            return;
        }

        Type[]? typeArguments = method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : null;
        Type[]? methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
        Type? constraint = null;
        for (int i = 0; i < code.Length;)
        {
            OpCode operation = OpCodesByValue[code[i] == 0xFE ? (short)(0xFE00 | code[i + 1]) : code[i]];
            i += operation.Size;
            int token = operation.OperandType is OperandType.InlineMethod or OperandType.InlineType ? BitConverter.ToInt32(code, i) : 0;
            if (operation.OperandType == OperandType.InlineMethod)
            {
                switch (method.Module.ResolveMethod(token, typeArguments, methodArguments))
                {
                    case ConstructorInfo constructor:
                        Construct(constructor.DeclaringType!);
                        Add(constructor);
                        break;
                    case MethodInfo called:
                        Call(called, constraint);
                        break;
                }
            }

            constraint = operation == OpCodes.Constrained ? method.Module.ResolveType(token, typeArguments, methodArguments) : null;
            i += OperandSize(operation, code, i);
        }
    }

    private static int OperandSize(OpCode operation, byte[] code, int at) => operation.OperandType switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
        _ => 4,
    };
}
