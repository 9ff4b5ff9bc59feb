/**
 * What is declared of a post: whose story it is, who will read it, and which consent is on record.
 *
 * It is kept with the post in a field of the REST API, and said to postlint with the text. None of it is published.
 */
( function ( wp, settings ) {
	'use strict';

	const el = wp.element.createElement;
	const { useState } = wp.element;
	const { TextControl, SelectControl, CheckboxControl } = wp.components;
	const { useSelect, dispatch } = wp.data;
	const { __ } = wp.i18n;

	const FIELD = 'postlint_declared';
	const DAYS = [ 'date', 'expires' ];
	const LISTS = [ 'scope', 'identifiers' ];
	const BOXES = [ 'reviewed_text', 'withdrawn' ];

	function isEmpty( value ) {
		return ! value || ( typeof value === 'object' && Object.keys( value ).length === 0 );
	}

	/** Without what says nothing. */
	function said( values ) {
		return Object.fromEntries( Object.entries( values ).filter( ( [ , value ] ) => ! isEmpty( value ) ) );
	}

	/** One value. Lists are split only when the field is left, so that a comma can be typed. */
	function Value( { path, value, onChange } ) {
		const key = path.split( '.' ).pop();
		const [ typed, setTyped ] = useState( null );
		const label = settings.declares.labels[ path ];
		const help = settings.declares.hints[ path ];
		if ( BOXES.includes( key ) ) {
			return el( CheckboxControl, { label, checked: Boolean( value ), onChange } );
		}
		if ( settings.declares.choices[ key ] ) {
			const options = [ '', ...settings.declares.choices[ key ] ].map( ( choice ) => ( { label: choice || '—', value: choice } ) );
			return el( SelectControl, { label, value: value || '', options, onChange } );
		}
		if ( LISTS.includes( key ) ) {
			return el( TextControl, {
				label,
				help,
				value: typed === null ? ( value || [] ).join( ', ' ) : typed,
				onChange: setTyped,
				onBlur() {
					if ( typed !== null ) {
						onChange( typed.split( ',' ).map( ( one ) => one.trim() ).filter( Boolean ) );
						setTyped( null );
					}
				},
			} );
		}
		return el( TextControl, { label, help, type: DAYS.includes( key ) ? 'date' : 'text', value: value || '', onChange } );
	}

	function Declared() {
		const declared = useSelect( ( select ) => select( 'core/editor' ).getEditedPostAttribute( FIELD ) || {}, [] );
		function change( path, value ) {
			const [ part, inner ] = path.split( '.' );
			const changed = inner ? said( { ...declared[ part ], [ inner ]: value } ) : value;
			dispatch( 'core/editor' ).editPost( { [ FIELD ]: said( { ...declared, [ part ]: changed } ) } );
		}
		function values( isConsent ) {
			return Object.keys( settings.declares.labels )
				.filter( ( path ) => path.startsWith( 'consent.' ) === isConsent )
				.map( function ( path ) {
					const [ part, inner ] = path.split( '.' );
					const value = inner ? ( declared[ part ] || {} )[ inner ] : declared[ part ];
					return el( Value, { key: path, path, value, onChange: ( given ) => change( path, given ) } );
				} );
		}
		return el(
			'details',
			{ className: 'postlint-declared' },
			el( 'summary', null, __( 'About this post', 'postlint' ), isEmpty( declared ) ? '' : ' ✓' ),
			el( 'p', { className: 'postlint-where' }, __( 'For the check only; none of it is published.', 'postlint' ) ),
			values( false ),
			el( 'h3', null, __( 'Consent on record', 'postlint' ) ),
			values( true )
		);
	}

	window.postlintDeclared = { Declared, FIELD };
} )( window.wp, window.postlint );
