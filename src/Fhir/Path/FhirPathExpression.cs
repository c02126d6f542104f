using System.Collections.Concurrent;
using Carewright.Fhir.Definitions;
using Carewright.Kernel;

namespace Carewright.Fhir.Path;

/// <summary>
/// A compiled FHIRPath expression (FHIRPath 2.0 normative, with the STU additions that the official R4 suite uses, and the functions of FHIR R4 fhirpath.html).
/// Immutable; safe on many threads; cached by text.
/// </summary>
public sealed class FhirPathExpression
{
    private const int CacheCapacity = 4_096;
    private static readonly ConcurrentDictionary<(string Text, FhirModel Model), FhirPathExpression> s_cache = new();

    private readonly PathSyntax _syntax;
    private readonly PathOperation _operation;
    private readonly FhirModel _model;
    private readonly int _variables;

    private FhirPathExpression(string text, FhirModel model)
    {
        Text = text;
        _model = model;
        _syntax = PathParser.Parse(text);
        (_operation, _variables) = PathCompiler.Compile(_syntax, model);
    }

    /// <summary>The expression as given.</summary>
    public string Text { get; }

    /// <summary>Compiles an expression, or takes it from the cache of recent ones (4,096 texts; beyond that nothing is added).</summary>
    /// <exception cref="FhirPathException">Bad syntax, an unknown function or type, a wrong number of arguments, or too deep or long an expression.</exception>
    public static FhirPathExpression Compile(string text, FhirModel? model = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        FhirModel types = model ?? FhirModel.R4;
        if (s_cache.TryGetValue((text, types), out FhirPathExpression? expression))
        {
            return expression;
        }

        expression = new FhirPathExpression(text, types);
        return s_cache.Count < CacheCapacity ? s_cache.GetOrAdd((text, types), expression) : expression;
    }

    /// <summary>Evaluates on the context's focus. Nothing is allocated for none and one item beyond what the expression itself computes.</summary>
    /// <exception cref="FhirPathException">An error as FHIRPath defines it, or a limit.</exception>
    public FhirPathCollection Evaluate(in FhirPathContext context)
    {
        Evaluation evaluation = Evaluation.Rent(context, _model, _variables);
        try
        {
            int start = evaluation.Top;
            _operation(evaluation);
            return new FhirPathCollection(evaluation.Items(start));
        }
        finally
        {
            evaluation.Return();
        }
    }

    /// <summary>Evaluates and appends the items to <paramref name="results"/>: no allocation for any number of items while the list suffices.</summary>
    /// <exception cref="FhirPathException">As for <see cref="Evaluate(in FhirPathContext)"/>; the list is then unchanged.</exception>
    public void Evaluate(in FhirPathContext context, List<FhirPathValue> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        Evaluation evaluation = Evaluation.Rent(context, _model, _variables);
        try
        {
            int start = evaluation.Top;
            _operation(evaluation);
            results.AddRange(evaluation.Items(start));
        }
        finally
        {
            evaluation.Return();
        }
    }

    /// <summary>
    /// True when the result is true by singleton evaluation: one item that is true, or one that is no Boolean. Empty and false are false
    /// (FHIR R4 conformance-rules.html#constraints).
    /// </summary>
    /// <exception cref="FhirPathException">Several items, or as for <see cref="Evaluate(in FhirPathContext)"/>.</exception>
    public bool IsTrue(in FhirPathContext context) => EvaluateTruth(context) == true;

    /// <summary>
    /// As <see cref="IsTrue"/>, with null for an empty result. A published invariant such as R4's ref-1 is empty for a reference that has a display only;
    /// the caller decides what that means.
    /// </summary>
    /// <exception cref="FhirPathException">Several items, or as for <see cref="Evaluate(in FhirPathContext)"/>.</exception>
    public bool? EvaluateTruth(in FhirPathContext context)
    {
        Evaluation evaluation = Evaluation.Rent(context, _model, _variables);
        try
        {
            return evaluation.Truth(_operation);
        }
        finally
        {
            evaluation.Return();
        }
    }

    /// <summary>
    /// A strict look without evaluating, for a focus of the named type: elements that the type does not have, operands and inputs that cannot fit, and
    /// reliance on an order that is not defined. Where a type cannot be told, nothing is reported.
    /// </summary>
    public IReadOnlyList<Issue> Check(string typeName) => FhirPathChecker.Check(_syntax, _model, typeName);

    /// <summary>The expression.</summary>
    public override string ToString() => Text;
}
