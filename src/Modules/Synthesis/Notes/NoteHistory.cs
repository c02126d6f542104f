using Carewright.Synthesis.Histories;
using Carewright.Synthesis.People;

namespace Carewright.Synthesis.Notes;

/// <summary>Why the patient came, and what the patient tells.</summary>
internal static class NoteHistory
{
    public static string AgePhrase(Person person, DateOnly day)
    {
        var months = person.MonthsOn(day);
        if (months < 24) return $"{Math.Max(months, 0)}-month-old {Noun(person, "girl", "boy", "child")}";
        var years = months / 12;
        return years < 18 ? $"{years}-year-old {Noun(person, "girl", "boy", "child")}" : $"{years}-year-old {Noun(person, "woman", "man", "person")}";
    }

    public static string Reason(Visit visit)
    {
        var names = Join(visit.Assessments.Select(assessment => assessment.Problem.Ailment.Plain));
        return visit.Kind switch
        {
            VisitKind.NewPatient when names.Length > 0 => $"First visit at this clinic; brings along {names}.",
            VisitKind.NewPatient => "First visit at this clinic.",
            VisitKind.Wellness when names.Length > 0 => $"Yearly preventive visit and review of {names}.",
            VisitKind.Wellness => "Preventive visit.",
            VisitKind.Review when names.Length > 0 => $"Review of {names}.",
            VisitKind.Review => "Routine review.",
            VisitKind.Acute or VisitKind.Consultation when visit.Assessments[0].Problem.IsLongKnown(visit.Day) => $"Seen for {names}.",
            VisitKind.Acute or VisitKind.Consultation => $"New complaint: {visit.Assessments[0].Problem.Say(visit.Assessments[0].Problem.Ailment.Complaint)}.",
            _ => $"Follow-up of {names}.",
        };
    }

    public static string Tell(Visit visit, PatientHistory history)
    {
        var person = history.Person;
        var sentences = new List<string>();
        foreach (var assessment in visit.Assessments) sentences.Add(Tell(assessment, person, visit.Day));
        if (sentences.Count == 0) sentences.Add($"{person.Given} feels well and has no complaints.");
        if (person.Background.NeedsInterpreter) sentences.Add($"The conversation was held with an interpreter for {person.Background.Language.Display}.");
        if (person.MonthsOn(visit.Day) < 16 * 12) sentences.Add($"{person.Background.ContactGiven}, the parent, gave part of the history.");
        sentences.Add(Allergies(history.Allergies));
        return string.Join(' ', sentences);
    }

    public static string Join(IEnumerable<string> names)
    {
        var list = names.ToList();
        return list.Count < 2 ? string.Concat(list) : $"{string.Join(", ", list.Take(list.Count - 1))} and {list[^1]}";
    }

    private static string Tell(Assessment assessment, Person person, DateOnly day)
    {
        var problem = assessment.Problem;
        var ailment = problem.Ailment;
        if (assessment.First && problem.IsLongKnown(day))
            return $"{person.Given} has had {ailment.Plain} since {problem.Onset.Year} and reports {problem.Say(ailment.Complaint)}.";
        if (assessment.First) return $"{person.Given} reports {problem.Say(ailment.Complaint)}.";
        if (assessment.Resolved) return $"{person.Given} says that the {ailment.Plain} has cleared up.";
        return assessment.Controlled
            ? $"{person.Given} is doing well with the {ailment.Plain}{Taking(assessment)}."
            : $"{person.Given} still has trouble with the {ailment.Plain}{Taking(assessment)}.";
    }

    private static string Taking(Assessment assessment) => assessment is not { Continued: null, Stopped: null, Started: null } ? " and takes the treatment as agreed" : "";

    private static string Allergies(AllergyList list) => list switch
    {
        { Asked: false } => "Allergies have not been asked about yet.",
        { Allergies.Count: 0 } => "No known allergies.",
        _ => $"Allergies: {Join(list.Allergies.Select(allergy => $"{allergy.Allergen.Name.ToLowerInvariant()} ({allergy.Reaction.ToLowerInvariant()})"))}.",
    };

    private static string Noun(Person person, string female, string male, string other) => person.Gender switch
    {
        "female" => female,
        "male" => male,
        _ => other,
    };
}
