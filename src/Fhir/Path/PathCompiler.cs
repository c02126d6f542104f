using Carewright.Fhir.Definitions;

namespace Carewright.Fhir.Path;

/// <summary>Turns the syntax tree into delegates. Names, types, literals and functions are resolved here, once; nothing is looked up by text at evaluation.</summary>
internal sealed class PathCompiler
{
    private readonly FhirModel _model;
    private DefinedVariable? _scope;
    private int _slots;

    private PathCompiler(FhirModel model) => _model = model;

    public FhirModel Model => _model;

    public static (PathOperation Operation, int Variables) Compile(PathSyntax syntax, FhirModel model)
    {
        var compiler = new PathCompiler(model);
        return (compiler.Operation(syntax), compiler._slots);
    }

    /// <summary>Compiles an expression; variables that it defines end with it.</summary>
    public PathOperation Operation(PathSyntax syntax)
    {
        DefinedVariable? outer = _scope;
        PathOperation operation = Build(syntax);
        _scope = outer;
        return operation;
    }

    /// <summary>Makes a variable visible to what follows in the path; returns its slot.</summary>
    public int Define(string name, int position)
    {
        if (Find(name) is not null || EnvironmentVariables.IsReserved(name))
        {
            throw new FhirPathException(FhirPathErrors.Variable, $"%{name} is defined already.", position);
        }

        _scope = new DefinedVariable(name, _slots++, _scope);
        return _scope.Slot;
    }

    private PathOperation Build(PathSyntax syntax) => syntax switch
    {
        EmptySyntax => static _ => { }
        ,
        LiteralSyntax literal => Constant(literal.Value),
        VariableSyntax variable => Variable(variable),
        PolaritySyntax polarity => Polarity(polarity),
        BinarySyntax binary => BinaryCompiler.Build(this, binary),
        TypeOperatorSyntax typed => TypeOperator(typed),
        _ => Path(syntax),
    };

    private static PathOperation Constant(FhirPathValue value) => evaluation => evaluation.Push(value);

    private PathOperation Variable(VariableSyntax variable)
    {
        if (Find(variable.Name) is { } defined)
        {
            int slot = defined.Slot;
            return evaluation => evaluation.Push(evaluation.Variable(slot));
        }

        return EnvironmentVariables.Build(variable.Name, variable.Position);
    }

    private PathOperation Polarity(PolaritySyntax polarity)
    {
        PathOperation operand = Operation(polarity.Operand);
        bool negative = polarity.IsNegative;
        return evaluation =>
        {
            int start = evaluation.Top;
            operand(evaluation);
            if (evaluation.TakeSystem(start, out FhirPathValue value) && Operators.Negate(value) is { } negated)
            {
                evaluation.Push(negative ? negated : value);
            }
        };
    }

    private PathOperation TypeOperator(TypeOperatorSyntax typed)
    {
        TypeSpecifier type = TypeSpecifier.Resolve(typed.TypeName, _model, typed.Position);
        PathStep step = typed.Operator == "as"
            ? Functions.FilteringFunctions.OfType(type)
            : IsResolve(typed.Operand) ? Functions.ResolveFunction.ResolvesTo(type, _model) : Functions.FilteringFunctions.Is(type);
        PathOperation operand = IsResolve(typed.Operand) && typed.Operator == "is" ? Source(((CallSyntax)typed.Operand).Source) : Build(typed.Operand);
        return evaluation =>
        {
            int start = evaluation.Top;
            operand(evaluation);
            step(evaluation, start);
        };
    }

    private static bool IsResolve(PathSyntax syntax) => syntax is CallSyntax { Name: "resolve", Arguments.Count: 0 };

    private PathOperation Source(PathSyntax? source) => source is null ? static evaluation => evaluation.PushThis() : Build(source);

    // A path is its start and a row of steps, so that a long chain costs a loop and no nesting.
    private PathOperation Path(PathSyntax syntax)
    {
        var links = new Stack<PathSyntax>();
        PathSyntax? at = syntax;
        while (at is not null && IsLink(at))
        {
            links.Push(at);
            at = SourceOf(at);
        }

        PathOperation start = at is null ? static evaluation => evaluation.PushThis() : Build(at);
        var steps = new List<PathStep>();
        foreach (PathSyntax link in links)
        {
            steps.Add(Step(link));
        }

        return Chain(start, [.. steps]);
    }

    private static PathOperation Chain(PathOperation start, PathStep[] steps)
    {
        if (steps is [var only])
        {
            return evaluation =>
            {
                int from = evaluation.Top;
                start(evaluation);
                only(evaluation, from);
            };
        }

        return evaluation =>
        {
            int from = evaluation.Top;
            start(evaluation);
            foreach (PathStep step in steps)
            {
                step(evaluation, from);
            }
        };
    }

    private static bool IsLink(PathSyntax syntax) => syntax is MemberSyntax or CallSyntax or IndexerSyntax or SpecialSyntax;

    private static PathSyntax? SourceOf(PathSyntax syntax) => syntax switch
    {
        MemberSyntax member => member.Source,
        CallSyntax call => call.Source,
        IndexerSyntax indexer => indexer.Source,
        _ => ((SpecialSyntax)syntax).Source,
    };

    private PathStep Step(PathSyntax link) => link switch
    {
        MemberSyntax member => Member(member),
        CallSyntax call => FunctionTable.Build(this, call),
        IndexerSyntax indexer => Functions.SubsettingFunctions.Indexer(Operation(indexer.Index)),
        _ => Special((SpecialSyntax)link),
    };

    private PathStep Member(MemberSyntax member)
    {
        ElementName name = _model.ResolveName(member.Name);
        return member.Source is null && char.IsAsciiLetterUpper(member.Name[0]) && _model.FindType(member.Name) is { } type ? Navigation.TypeOrChild(type, name) : Navigation.Child(name);
    }

    private static PathStep Special(SpecialSyntax special) => special.Name switch
    {
        "this" => special.Source is null ? static (evaluation, start) => { evaluation.Top = start; evaluation.PushThis(); } : static (_, _) => { }
        ,
        "index" => static (evaluation, start) => evaluation.Return(start, FhirPathValue.Of(evaluation.Index)),
        _ => Total(special.Position),
    };

    private static PathStep Total(int position) => (evaluation, start) =>
    {
        if (evaluation.TotalCount < 0)
        {
            throw new FhirPathException(FhirPathErrors.Variable, "$total exists inside aggregate() only.", position);
        }

        evaluation.Top = start;
        evaluation.PushRange(evaluation.TotalStart, evaluation.TotalCount);
    };

    private DefinedVariable? Find(string name)
    {
        DefinedVariable? at = _scope;
        while (at is not null && at.Name != name)
        {
            at = at.Outer;
        }

        return at;
    }

    private sealed record DefinedVariable(string Name, int Slot, DefinedVariable? Outer);
}
