"""Import of FHIR R4 bulk exports (https://hl7.org/fhir/R4/nd-json.html)."""
