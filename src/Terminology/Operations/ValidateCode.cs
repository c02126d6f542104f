using Carewright.Terminology.Concepts;
using Carewright.Terminology.Sources;
using Carewright.Terminology.ValueSets;

namespace Carewright.Terminology.Operations;

/// <summary>A code as it is sent.</summary>
/// <param name="System">Code system; null when not told.</param>
/// <param name="Version">Its version; null when not told.</param>
/// <param name="Code">The code; null when missing.</param>
/// <param name="Display">Its display, to be checked; null for no check.</param>
public sealed record SentCoding(string? System, string? Version, string? Code, string? Display);

/// <summary>A question to <c>$validate-code</c> of a CodeSystem or a ValueSet (FHIR R4 codesystem-operation-validate-code.html, valueset-operation-validate-code.html).</summary>
/// <param name="Codings">The code, the coding, or those of a CodeableConcept: one that is valid suffices.</param>
public sealed record ValidateCodeRequest(IReadOnlyList<SentCoding> Codings)
{
    /// <summary>The value set by its canonical; null with <see cref="ValueSet"/>, or to validate against the code system alone.</summary>
    public string? Url { get; init; }

    /// <summary>The value set itself; null when it is named.</summary>
    public ValueSetModel? ValueSet { get; init; }

    /// <summary>The code system itself, when it is asked for as an instance.</summary>
    public ICodeSystem? Codes { get; init; }

    /// <summary>Language of the display that is given back.</summary>
    public string? DisplayLanguage { get; init; }

    /// <summary>Whether a grouper is acceptable.</summary>
    public bool AllowsAbstract { get; init; }

    /// <summary>Versions of code systems.</summary>
    public VersionRules Versions { get; init; } = VersionRules.None;
}

/// <summary>What <c>$validate-code</c> answers.</summary>
/// <param name="IsValid">Whether a coding is valid, its display included.</param>
/// <param name="Message">What is wrong, or worth knowing; null when nothing is.</param>
/// <param name="Display">The display to use; null when there is none to give.</param>
/// <param name="System">System of the coding that is valid; null when none is.</param>
/// <param name="Version">Version of the system that answered; null when it has none.</param>
/// <param name="Code">The code that is valid, as the system spells it.</param>
/// <param name="IsKnown">False when neither system nor value set could be consulted: then the answer is no for want of knowledge.</param>
/// <param name="DisplayIsWrong">The code is valid and its display is none of the concept's texts.</param>
public sealed record ValidateCodeResult(
    bool IsValid, string? Message, string? Display, string? System, string? Version, string? Code, bool IsKnown = true, bool DisplayIsWrong = false);

/// <summary>Decides about codes against content that is worked out already.</summary>
internal sealed class CodeCheck(TerminologySources sources, ValidateCodeRequest request)
{
    private readonly string[] _languages = Displays.Languages(request.DisplayLanguage);

    /// <summary>Each coding in turn; the first that is valid, otherwise what is wrong with all.</summary>
    internal ValidateCodeResult AnyOf(Func<SentCoding, ValidateCodeResult> check)
    {
        var results = request.Codings.Select(check).ToList();
        if (results.FirstOrDefault(one => one.IsValid) is { } valid)
            return valid;
        if (results.Count == 1)
            return results[0];
        var messages = string.Join(" ", results.Select(one => one.Message).OfType<string>().Distinct());
        return results.FirstOrDefault(one => one.DisplayIsWrong) is { } wrong ? wrong with { Message = messages } : new ValidateCodeResult(false, messages, null, null, null, null, results.Any(one => one.IsKnown));
    }

    /// <summary>Against a code system alone.</summary>
    internal ValidateCodeResult InSystem(SentCoding coding)
    {
        if (coding.Code is not { Length: > 0 } code)
            return No("There is no code to validate.");
        if (coding.System is null && request.Codes is null)
            return No($"The code '{code}' comes without its system.");
        var found = request.Codes is { } own ? new SystemFound(own, null) : sources.FindSystem(coding.System!, coding.Version ?? request.Versions.For(coding.System!, null));
        if (found.Grammar is { } grammar)
            return OfGrammar(grammar, coding, code);
        if (found.Finite is not { } codes)
            return Unknown(TermIssues.UnknownSystem(coding.System!, coding.Version, coding.Version is null ? [] : sources.VersionsOf(coding.System!)).Message);
        if (coding.System is { } system && system != codes.Header.Url)
            return No($"The coding is of '{system}', not of '{codes.Header.Url}'.");
        if (codes.Find(code) is var key && key < 0)
            return codes.Header.Content == SystemContent.Complete ? No(NoSuchCode(codes, code)) : Unknown($"The code '{code}' is not in the part of '{codes.Header.Canonical}' that is at hand.");
        return Found(codes, key, null, coding);
    }

    /// <summary>Against a value set's content.</summary>
    internal ValidateCodeResult InSet(SentCoding coding, SetContent content, string name)
    {
        if (coding.Code is not { Length: > 0 } code)
            return No("There is no code to validate.");
        var parts = content.PartsWith(coding.System, code).ToList();
        if (coding.System is null && parts.Select(part => part.System).Distinct().Count() > 1)
            return No($"The code '{code}' is in more than one code system of '{name}'; name the system.");
        if (parts.Count == 0)
            return content.Contains(coding.System, code) is null ? Unknown(content.Faults.First().Message) : No(NotMember(coding, code, name));
        return parts[0] switch
        {
            FinitePart finite => InFinite(finite, coding, code),
            ListedPart listed => OfListed(listed, coding, code),
            GrammarPart grammar => OfGrammar(grammar.Grammar, coding, code),
            _ => Unknown($"Nothing can be said of '{code}'."),
        };
    }

    private ValidateCodeResult InFinite(FinitePart part, SentCoding coding, string code)
    {
        var key = part.Codes.Find(code);
        if (part.Codes.Abstract.Contains(key) && !request.AllowsAbstract)
            return No($"The code '{code}' is a grouper and not to be used in a record.");
        return Found(part.Codes, key, part.Listed?.GetValueOrDefault(key), coding);
    }

    private ValidateCodeResult Found(ICodeSystem codes, int key, ListedConcept? listed, SentCoding coding)
    {
        var concept = codes.Concept(key);
        var display = Displays.Choose(codes, concept, listed, _languages);
        var valid = new ValidateCodeResult(true, concept.IsInactive ? $"The code '{concept.Code}' is no longer in use." : null, display, codes.Header.Url, codes.Header.Version, concept.Code);
        if (coding.Display is not { Length: > 0 } sent || !Displays.All(codes, concept, listed).Any() || Displays.All(codes, concept, listed).Any(known => Displays.AreSame(sent, known)))
            return valid;
        return WrongDisplay(valid, sent);
    }

    private ValidateCodeResult OfListed(ListedPart part, SentCoding coding, string code)
    {
        var listed = part.Find(code)!;
        var display = Displays.Choose(listed, _languages) ?? part.Grammar?.Display(code);
        var valid = new ValidateCodeResult(true, null, display, part.System, part.Version, listed.Code);
        IEnumerable<string?> texts = [listed.Display, .. listed.Designations.Select(one => one.Value)];
        var known = texts.OfType<string>().ToList();
        return coding.Display is { Length: > 0 } sent && known.Count > 0 && !known.Any(text => Displays.AreSame(sent, text)) ? WrongDisplay(valid, sent) : valid;
    }

    // The text of a unit or language is free: no display of a grammar's code is wrong.
    private static ValidateCodeResult OfGrammar(ICodeGrammar grammar, SentCoding coding, string code) => grammar.Fault(code) is { } fault
        ? No($"'{code}' is not valid in '{grammar.Header.Url}'. {fault}")
        : new ValidateCodeResult(true, null, grammar.Display(code) ?? coding.Display, grammar.Header.Url, grammar.Header.Version, code);

    private string NotMember(SentCoding coding, string code, string name)
    {
        var message = $"The code '{code}'{(coding.System is null ? "" : $" of '{coding.System}'")} is not in the value set '{name}'.";
        return coding.System is { } system && sources.FindSystem(system, coding.Version).Finite is { Header.Content: SystemContent.Complete } codes && codes.Find(code) < 0 ? $"{message} {NoSuchCode(codes, code)}" : message;
    }

    private static string NoSuchCode(ICodeSystem codes, string code) => $"The code '{code}' is not in the code system '{codes.Header.Canonical}'.";

    private static ValidateCodeResult WrongDisplay(ValidateCodeResult valid, string sent) =>
        valid with { IsValid = false, DisplayIsWrong = true, Message = $"The code '{valid.Code}' is valid; its display is '{valid.Display}', not '{sent}'." };

    private static ValidateCodeResult No(string message) => new(false, message, null, null, null, null);

    private static ValidateCodeResult Unknown(string message) => new(false, message, null, null, null, null, IsKnown: false);
}
